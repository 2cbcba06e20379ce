import { randomUUID } from "node:crypto";
import { topics } from "@shouwen/contracts/catalogue";
import { Kafka, logLevel } from "kafkajs";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../src/eventually.ts";
import { kafka } from "../src/kafka.ts";

test("every topic of the catalogue is there with its partitions", async () => {
  const { brokers } = await kafka();
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  expect(found.map(({ partitions }) => partitions.length)).toEqual(
    topics.map(({ partitions }) => partitions),
  );
});

test("what one test produces its own consumer group receives", async () => {
  const { brokers, groupSuffix } = await kafka();
  const client = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const producer = client.producer({ allowAutoTopicCreation: false });
  const consumer = client.consumer({ groupId: `probe-${groupSuffix}` });
  onTestFinished(async () => {
    await consumer.disconnect();
    await producer.disconnect();
  });
  const key = randomUUID();
  const seen: string[] = [];
  await producer.connect();
  await producer.send({ topic: "shouwen.ticket", messages: [{ key, value: "opened" }] });
  await consumer.connect();
  await consumer.subscribe({ topic: "shouwen.ticket", fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) =>
      void (message.key?.toString() === key && seen.push(String(message.value))),
  });
  await eventually(() => expect(seen).toEqual(["opened"]));
});

test("a topic that nobody declared is never made by accident", async () => {
  const { brokers } = await kafka();
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } }).producer();
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  const send = producer.send({ topic: "shouwen.nothing", messages: [{ value: "x" }] });
  await expect(send).rejects.toThrow("does not host this topic-partition");
});
