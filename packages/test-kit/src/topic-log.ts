import { randomBytes } from "node:crypto";
import { Kafka, logLevel } from "kafkajs";

/** One record as it lies on a topic. `value` is the parsed JSON, or the text where it is none; null is a tombstone. */
export type TopicRecord = {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: unknown;
};

/** What topics hold, from their beginning, as another team's consumer would read them. */
export type TopicLog = {
  /** The records of one key that were read so far, in order per topic. Look again with `eventually`. */
  of(key: string): readonly TopicRecord[];
  /** Every record that was read so far. */
  all(): readonly TopicRecord[];
  close(): Promise<void>;
};

/** A test may have put something unreadable on the topic: that is no reason for another to read no further. */
const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Follows topics from their beginning, under a consumer group of its own. */
export const followTopics = async (options: {
  brokers: readonly string[];
  topics: readonly string[];
}): Promise<TopicLog> => {
  const id = `topic-log-${randomBytes(6).toString("hex")}`;
  const kafka = new Kafka({ clientId: id, brokers: [...options.brokers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: id, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  const records: TopicRecord[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message }) => {
      const { key, value } = message;
      const named = Object.entries(message.headers ?? {}).map(
        ([name, text]) => [name, String(text)] as const,
      );
      records.push({
        topic,
        key: String(key),
        headers: Object.fromEntries(named),
        value: value === null ? null : readable(value.toString("utf8")),
      });
    },
  });
  return {
    of: (key) => records.filter((record) => record.key === key),
    all: () => records,
    close: async () => {
      await consumer.disconnect();
      const admin = kafka.admin();
      await admin.connect();
      try {
        await admin.deleteGroups([id]);
      } catch {
        // On a busy machine the group may not have noticed that its only member left. It ends with the test's Kafka.
      } finally {
        await admin.disconnect();
      }
    },
  };
};
