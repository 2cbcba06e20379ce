import { randomBytes } from "node:crypto";
import { Kafka, logLevel } from "kafkajs";

/** An outside subscriber: when it saw an event of a type, by key. */
export type Watcher = {
  readonly seenAt: ReadonlyMap<string, number>;
  /** Resolves when so many were seen, or rejects after the time. */
  until(count: number, withinMs: number): Promise<void>;
  close(): Promise<void>;
};

const clientOf = (brokers: readonly string[]): Kafka =>
  new Kafka({ clientId: "bench", brokers: [...brokers], logLevel: logLevel.NOTHING });

/** Follows a topic from its end on, as another team would with kafkajs. */
export const watch = async (
  brokers: readonly string[],
  { topic, type }: { topic: string; type: string },
): Promise<Watcher> => {
  const groupId = `bench-${randomBytes(4).toString("hex")}`;
  const consumer = clientOf(brokers).consumer({ groupId, maxWaitTimeInMs: 100, minBytes: 1 });
  const seenAt = new Map<string, number>();
  let told = (): void => undefined;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: false });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const now = performance.now();
      for (const { key, headers } of batch.messages)
        if (headers?.ce_type?.toString() === type && !seenAt.has(String(key))) seenAt.set(String(key), now);
      told();
    },
  });
  await joined;
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // it finds out where the end is after it joined
  return {
    seenAt,
    until: (count, withinMs) =>
      new Promise((resolve, reject) => {
        const timeout = setTimeout(
          () => reject(new Error(`${seenAt.size} of ${count} were seen in ${withinMs / 1_000} s`)),
          withinMs,
        );
        told = () => {
          if (seenAt.size < count) return;
          clearTimeout(timeout);
          resolve();
        };
        told();
      }),
    close: () => consumer.disconnect(),
  };
};

/** Produce → consume, `count` times at a rate, through a topic of ours that nobody else reads: how long each took. */
export const rawRoundTrips = async (
  brokers: readonly string[],
  { topic, count, perSecond }: { topic: string; count: number; perSecond: number },
): Promise<number[]> => {
  const kafka = clientOf(brokers);
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const watcher = await watch(brokers, { topic, type: "bench.raw.v1" });
  const sentAt = new Map<string, number>();
  const began = performance.now();
  const sends: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    const dueMs = began + (n * 1_000) / perSecond - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const key = `raw-${began}-${n}`;
    sentAt.set(key, performance.now());
    const headers = { ce_type: "bench.raw.v1" };
    sends.push(producer.send({ topic, acks: -1, messages: [{ key, value: "x".repeat(600), headers }] }));
  }
  await Promise.all(sends);
  await watcher.until(count, 30_000);
  await watcher.close();
  await producer.disconnect();
  return [...sentAt].map(([key, at]) => (watcher.seenAt.get(key) ?? Number.NaN) - at);
};
