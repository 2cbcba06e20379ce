import type { Admin } from "kafkajs";

export type Group = { readonly groupId: string; readonly topics: readonly string[] };

/** Messages of these groups that are on the log and not yet committed, all partitions together. */
export const lagOf = async (admin: Admin, groups: readonly Group[]): Promise<number> => {
  const lags = await Promise.all(groups.map((group) => lagOfGroup(admin, group)));
  return lags.reduce((sum, lag) => sum + lag, 0);
};

const lagOfGroup = async (admin: Admin, { groupId, topics }: Group): Promise<number> => {
  const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  let lag = 0;
  topics.forEach((topic, index) => {
    const done = new Map(
      committed
        .find((one) => one.topic === topic)
        ?.partitions.map((one) => [one.partition, Number(one.offset)]),
    );
    for (const { partition, high, low } of ends[index] ?? [])
      lag += Math.max(0, Number(high) - Math.max(done.get(partition) ?? -1, Number(low)));
  });
  return lag;
};
