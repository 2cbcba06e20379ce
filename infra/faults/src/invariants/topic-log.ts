import { randomBytes } from "node:crypto";
import { topics as allTopics } from "@shouwen/contracts/catalogue";
import { type EachBatchPayload, Kafka, type KafkaMessage, logLevel } from "kafkajs";

const topics = allTopics.filter(({ name }) => !name.endsWith(".dlq"));

/** One record of a topic, with the headers that the invariants speak of. */
export type LogRecord = {
  readonly topic: string;
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly aggSeq: number;
  readonly traceparent: string | undefined;
  /** undefined where the value is no JSON. */
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
};

/** What lies on every topic of ours, each event once, in the order of its partition. */
export type TopicLog = {
  readonly records: readonly LogRecord[];
  /** Events that lie there more than once: sent again because nobody knew that they had been sent. */
  readonly repeats: number;
};

const dataOf = (value: Buffer | null): LogRecord["data"] => {
  if (value === null) return null;
  try {
    return JSON.parse(value.toString("utf8"));
  } catch {
    return undefined;
  }
};

/** The offsets up to which to read, for every partition that holds something. */
const endsOf = async (kafka: Kafka): Promise<Map<string, bigint>> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = new Map<string, bigint>();
    for (const { name } of topics)
      for (const { partition, high, low } of await admin.fetchTopicOffsets(name))
        if (BigInt(high) > BigInt(low)) ends.set(`${name}/${partition}`, BigInt(high));
    return ends;
  } finally {
    await admin.disconnect();
  }
};

const withinMs = 120_000;

type Headers = NonNullable<KafkaMessage["headers"]>;

/** undefined where the record is no event: then a row of the campaign put it there. */
const recordOf = (topic: string, { key, value, headers = {} }: KafkaMessage): LogRecord | undefined => {
  const text = (name: keyof Headers) => headers[name]?.toString();
  const [id, type, aggSeq] = [text("ce_id"), text("ce_type"), Number(text("ce_aggseq"))];
  if (id === undefined || type === undefined || !Number.isInteger(aggSeq)) return undefined;
  if (text("poison") !== undefined) return undefined;
  const traceparent = text("traceparent");
  return { topic, key: String(key), id, type, aggSeq, traceparent, data: dataOf(value) };
};

/** Takes in what a consumer reads; `done` resolves when every partition was read to its end. */
const createReader = (ends: Map<string, bigint>) => {
  const seen = new Map<string, LogRecord>();
  const done = Promise.withResolvers<void>();
  let repeats = 0;
  const timeout = setTimeout(
    () => done.reject(new Error(`Not all was read: ${[...ends.keys()].join(", ")}`)),
    withinMs,
  );
  return {
    done: done.promise.finally(() => clearTimeout(timeout)),
    log: (): TopicLog => ({ records: [...seen.values()], repeats }),
    take: ({ topic, partition, messages }: EachBatchPayload["batch"]) => {
      const records = messages.flatMap((message) => recordOf(topic, message) ?? []);
      for (const record of records) {
        if (seen.has(record.id)) repeats += 1;
        else seen.set(record.id, record);
      }
      const place = `${topic}/${partition}`;
      const last = messages.at(-1)?.offset ?? "-1";
      if (BigInt(last) + 1n >= (ends.get(place) ?? 0n)) ends.delete(place);
      if (ends.size === 0) done.resolve();
    },
  };
};

/** Reads everything that is on the topics now, under a group that nobody counts on. */
export const readTopics = async (brokers: readonly string[]): Promise<TopicLog> => {
  const how = { clientId: "oracle", logLevel: logLevel.NOTHING, retry: { retries: 20 } };
  const kafka = new Kafka({ ...how, brokers: [...brokers] });
  const ends = await endsOf(kafka);
  if (ends.size === 0) return { records: [], repeats: 0 };
  const reader = createReader(ends);
  const groupId = `oracle-${randomBytes(6).toString("hex")}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topics: topics.map(({ name }) => name), fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatch: async ({ batch }) => reader.take(batch) });
  try {
    await reader.done;
    return reader.log();
  } finally {
    await consumer.disconnect();
  }
};
