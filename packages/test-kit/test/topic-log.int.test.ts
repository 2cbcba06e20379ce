import { randomUUID } from "node:crypto";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { eventually } from "../src/eventually.ts";
import { kafka } from "../src/kafka.ts";
import { followTopics } from "../src/topic-log.ts";

let brokers: string[];

beforeAll(async () => {
  brokers = (await kafka()).brokers;
});

test("a topic log shows the records of a key in order, tombstones and headers among them", async () => {
  const key = `pro_${randomUUID()}`;
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await producer.send({
    topic: "shouwen.profile_state",
    messages: [
      { key, value: '{"n":1}', headers: { ce_id: "a" } },
      { key, value: null },
    ],
  });
  await producer.disconnect();
  const log = await followTopics({ brokers, topics: ["shouwen.profile_state"] });
  onTestFinished(log.close);
  await eventually(() => expect(log.of(key)).toHaveLength(2));
  expect(log.of(key)).toMatchObject([{ value: { n: 1 }, headers: { ce_id: "a" } }, { value: null }]);
});
