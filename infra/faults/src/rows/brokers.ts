import { rmSync } from "node:fs";
import { join } from "node:path";
import { isStateTopic, topics } from "@shouwen/contracts/catalogue";
import { Kafka, logLevel } from "kafkajs";
import type { FaultEnvironment } from "../fault-environment.ts";
import { until } from "../until.ts";
import { pass, type Row, shuffled } from "./row.ts";

/** A client of our own, to do to the brokers what an operator could. */
export const clientOf = ({ stack }: FaultEnvironment): Kafka =>
  new Kafka({
    clientId: "faults",
    brokers: [...stack.kafka.brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 15 },
  });

/** Asks the cluster as an operator would. */
export const withAdmin = async <Result>(
  environment: FaultEnvironment,
  work: (admin: ReturnType<Kafka["admin"]>) => Promise<Result>,
): Promise<Result> => {
  const admin = clientOf(environment).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/** All replicas of every partition of ours are there and up to date again. */
export const untilInSync = (environment: FaultEnvironment): Promise<void> =>
  until(
    "every replica to be in sync",
    () =>
      withAdmin(environment, async (admin) => {
        const { topics: all } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
        return all.every(({ partitions }) =>
          partitions.every(({ isr, replicas }) => isr.length === replicas.length),
        );
      }).catch(() => false),
    120_000,
  );

const brokerNames = (environment: FaultEnvironment): string[] =>
  environment.setting.brokers === 1 ? ["kafka"] : ["kafka-1", "kafka-2", "kafka-3"];

/** Members that join a group and leave it again, so that everybody has to share anew. */
export const rebalance: Row = {
  number: 5,
  title: "a rebalance every 5 s for a minute",
  load: { tickets: 40, ratePerSecond: 3 },
  long: true,
  harm: async ({ environment, chance }) => {
    const kafka = clientOf(environment);
    const groups = ["intake", "routing", "callbacks", "messaging", "scoring", "profiles"];
    for (let round = 0; round < 12; round += 1) {
      const groupId = chance.oneOf(groups);
      const { offsets } = await withAdmin(environment, async (admin) => ({
        offsets: await admin.fetchOffsets({ groupId }),
      }));
      const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
      await consumer.connect();
      await consumer.subscribe({
        topics: offsets.map(({ topic }) => topic).filter((topic) => !isStateTopic(topic)),
        fromBeginning: true,
      });
      // It takes its share and does nothing with it: what it does not commit comes to whoever follows.
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => pass(500) });
      await pass(2_500);
      await consumer.stop();
      await consumer.disconnect();
      await pass(2_000);
    }
  },
};

/** A broker that dies loses its disk as well, and comes back empty. */
export const loseBroker: Row = {
  number: 6,
  title: "one broker of three killed, and wiped",
  setting: { brokers: 3 },
  load: { tickets: 40, ratePerSecond: 4 },
  harm: async ({ environment, chance }) => {
    const number = chance.between(1, 3);
    await pass(chance.between(2_000, 5_000));
    environment.hold(`kafka-${number}`);
    environment.signal(`kafka-${number}`, "SIGKILL");
    await pass(chance.between(4_000, 12_000));
    rmSync(join(environment.folder.kafka, `broker-${number}`, "data"), { recursive: true, force: true });
    environment.release(`kafka-${number}`);
    await untilInSync(environment);
  },
};

/** No majority and no two copies: nothing can be written until one of them is back. */
export const loseTwoBrokers: Row = {
  number: 7,
  title: "two brokers of three killed, brought back",
  setting: { brokers: 3 },
  load: { tickets: 40, ratePerSecond: 4 },
  harm: async ({ environment, chance }) => {
    const two = shuffled(chance, brokerNames(environment)).slice(0, 2);
    await pass(chance.between(2_000, 5_000));
    environment.hold(...two);
    for (const name of two) environment.signal(name, "SIGKILL");
    await pass(chance.between(5_000, 15_000));
    environment.release(...two);
    await untilInSync(environment);
  },
};

/** Requests go on being taken; everything else waits. */
export const loseKafka: Row = {
  number: 8,
  title: "Kafka gone for 2 min",
  load: { tickets: 40, ratePerSecond: 4 },
  long: true,
  harm: async ({ environment, chance, quick }) => {
    await pass(chance.between(2_000, 4_000));
    environment.hold("kafka");
    environment.signal("kafka", "SIGKILL");
    await pass(quick ? 4_000 : 120_000);
    environment.release("kafka");
    await until("Kafka to be back", () => environment.pidOf("kafka") !== undefined, 60_000);
    await environment.untilReady();
  },
};

/** A service that has to hear everything once more: its inbox and its read models know better. */
export const resetOffsets: Row = {
  number: 15,
  title: "offsets reset to 0: everything replayed into one subscriber",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async ({ environment, chance, note }) => {
    await pass(8_000);
    const groupId = chance.oneOf(["routing", "callbacks", "messaging", "scoring", "profiles", "intake"]);
    environment.hold(groupId);
    environment.signal(groupId, "SIGKILL");
    await withAdmin(environment, async (admin) => {
      // The broker waits for the dead member's session to run out.
      await until(
        `nobody to be in ${groupId}`,
        async () =>
          (await admin.describeGroups([groupId])).groups.every(({ members }) => members.length === 0),
        40_000,
      );
      for (const { topic } of await admin.fetchOffsets({ groupId }))
        await admin.resetOffsets({ groupId, topic, earliest: true });
    });
    note(groupId);
    environment.release(groupId);
    await environment.untilReady();
  },
};
