import type { RecordMetadata } from "kafkajs";

/**
 * Throws when a send that seems to have ended well left a partition out. kafkajs sends to all leaders at once and
 * repeats what failed, by broker: a partition that has moved meanwhile to a broker which has answered already is never
 * sent again, and the send resolves. Fault row 7 lost events by it.
 */
export const requireAcknowledged = (
  topic: string,
  partitions: readonly number[],
  acknowledged: readonly Pick<RecordMetadata, "topicName" | "partition">[],
): void => {
  const done = new Set(
    acknowledged.filter(({ topicName }) => topicName === topic).map(({ partition }) => partition),
  );
  const missing = [...new Set(partitions)].filter((partition) => !done.has(partition));
  if (missing.length > 0)
    throw new Error(`The brokers did not acknowledge ${topic}, partitions ${missing.join(", ")}`);
};
