import { randomBytes } from "node:crypto";
import { topics } from "@shouwen/contracts/catalogue";
import { ensureTopics } from "@shouwen/kafka/topics";
import { askFor } from "./infra-server.ts";

/** The Kafka that the tests of a run share. All topics of the catalogue are there. */
export type TestKafka = {
  brokers: string[];
  /** Append it to a consumer group's name: topics are shared between test files, groups must not be. */
  groupSuffix: string;
};

const sharedBrokers = async (): Promise<string[]> => {
  const given = process.env.TEST_KAFKA_BROKERS;
  return given ? given.split(",") : ((await askFor("kafka", process.env)) as string[]);
};

/**
 * A real Kafka with every topic of the catalogue. Its topics hold what other test files wrote as well: look only
 * at the keys that your test made. `TEST_KAFKA_BROKERS` names another cluster.
 */
export const kafka = async (): Promise<TestKafka> => {
  const brokers = await sharedBrokers();
  await ensureTopics({ brokers, topics });
  return { brokers, groupSuffix: randomBytes(4).toString("hex") };
};
