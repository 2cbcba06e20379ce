import { randomUUID } from "node:crypto";
import { type Envelope, schemaUriOf, toHeaders } from "@shouwen/contracts/envelope";
import { staffCameOnDuty, staffState } from "@shouwen/contracts/events/workforce";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { ownKafka } from "@shouwen/test-kit/own-servers";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, expect, test } from "vitest";
import { type LiveTail, type LiveTailOptions, startLiveTail } from "../src/live-tail.ts";

const ignore = () => undefined;
const silent = { info: ignore, warn: ignore, error: ignore };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const client = (brokers: readonly string[]) =>
  new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });

const facts = staffCameOnDuty.topic;
const states = staffState.topic;

const envelopeOf = (type: string, key: string): Envelope => ({
  id: randomUUID(),
  source: "/services/workforce",
  type,
  specversion: "1.0",
  time: new Date().toISOString(),
  subject: key,
  dataschema: schemaUriOf(type),
  aggseq: 1,
  correlationid: "test",
});

const broken = (staffId: string) => ({ staffId });
const sound = (topic: string) => (staffId: string) => ({
  ...sampleOf(topic === facts ? staffCameOnDuty : staffState),
  staffId,
});

/** Puts an event on a topic, as the relay would. */
const say = async (brokers: readonly string[], topic: string, data: { staffId: string }) => {
  const producer = client(brokers).producer();
  await producer.connect();
  const { type } = topic === facts ? staffCameOnDuty : staffState;
  const headers = toHeaders(envelopeOf(type, data.staffId));
  await producer.send({ topic, messages: [{ key: data.staffId, value: JSON.stringify(data), headers }] });
  await producer.disconnect();
};

/** A watcher that writes down the keys of this test. A record that is told twice is written down twice. */
const watch = (
  brokers: readonly string[],
  topics: LiveTailOptions["topics"],
  more: Pick<LiveTailOptions, "checkEveryMs"> = {},
) => {
  const mark = `stf_${randomUUID()}`;
  const heard: string[] = [];
  const offsets: string[] = [];
  const name = `watch-${mark}`;
  const tail = startLiveTail({
    brokers,
    name,
    topics,
    onMessage: ({ key, partition, offset }) => {
      if (!key.startsWith(mark)) return;
      heard.push(key.slice(mark.length));
      offsets.push(`${partition}/${offset}`);
    },
    log: silent,
    ...more,
  });
  ends.push(() => tail.stop());
  return { tail, heard, offsets, name, key: (name: string) => mark + name };
};

const caughtUp = (tail: LiveTail) => eventually(() => expect(tail.caughtUp()).toBe(true));

test("a watcher hears what is said while it watches, and of the past only what it asked for", async () => {
  const { brokers } = await kafka();
  const before = `stf_${randomUUID()}`;
  await say(brokers, states, sound(states)(before));
  await say(brokers, facts, sound(facts)(before));
  const heard: string[] = [];
  const tail = startLiveTail({
    brokers,
    name: "watch",
    topics: [
      { name: states, since: "beginning" },
      { name: facts, since: Date.now() + 1_000 },
    ],
    onMessage: ({ key, topic }) =>
      void (key.startsWith(before) && heard.push(`${topic} ${key.slice(before.length)}`)),
    log: silent,
  });
  ends.push(() => tail.stop());
  await caughtUp(tail);
  await say(brokers, facts, sound(facts)(`${before}-late`));
  await eventually(() => expect(heard).toEqual([`${states} `, `${facts} -late`]));
});

test("a watcher leaves no group and no offsets behind", async () => {
  const { brokers } = await kafka();
  const { tail, name } = watch(brokers, [{ name: facts, since: Date.now() }]);
  await caughtUp(tail);
  const admin = client(brokers).admin();
  await admin.connect();
  ends.push(() => admin.disconnect());
  const groups = async () =>
    (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(name));
  const [groupId = ""] = await groups();
  const committed = await admin.fetchOffsets({ groupId, topics: [facts] });
  expect(committed[0]?.partitions.every(({ offset }) => offset === "-1")).toBe(true);
  await tail.stop();
  expect(await groups()).toEqual([]);
});

test("an event that breaks its contract is not shown, and the ones behind it are", async () => {
  const { brokers } = await kafka();
  const { tail, heard, key } = watch(brokers, [{ name: facts, since: Date.now() }]);
  await caughtUp(tail);
  await say(brokers, facts, broken(key("same")));
  await say(brokers, facts, sound(facts)(key("same")));
  await eventually(() => expect(heard).toEqual(["same"]));
});

test("a broker that was away is found again, and no record is told twice or left out", {
  timeout: 120_000,
}, async () => {
  const broker = await ownKafka();
  ends.push(() => broker.close());
  const topics = [{ name: facts, since: "beginning" as const }];
  const { tail, heard, offsets, key } = watch(broker.brokers, topics, { checkEveryMs: 2_000 });
  await say(broker.brokers, facts, sound(facts)(key("1")));
  await say(broker.brokers, facts, sound(facts)(key("2")));
  await caughtUp(tail);
  await eventually(() => expect(new Set(heard)).toEqual(new Set(["1", "2"])));
  await broker.crash();
  await broker.restart();
  await say(broker.brokers, facts, sound(facts)(key("3")));
  await eventually(() => expect(new Set(heard)).toEqual(new Set(["1", "2", "3"])));
  expect(offsets.length).toBe(new Set(offsets).size);
});

test("a topic that is missing is left out, the others are told, and it is told again once it is made again", {
  timeout: 180_000,
}, async () => {
  const broker = await ownKafka();
  ends.push(() => broker.close());
  const admin = client(broker.brokers).admin();
  await admin.connect();
  ends.push(() => admin.disconnect());
  const topics = [facts, states].map((name) => ({ name, since: "beginning" as const }));
  const { tail, heard, key } = watch(broker.brokers, topics, { checkEveryMs: 1_000 });
  await say(broker.brokers, states, sound(states)(key("1")));
  await caughtUp(tail);
  await eventually(() => expect(heard).toContain("1"));
  await admin.deleteTopics({ topics: [states] });
  await say(broker.brokers, facts, sound(facts)(key("2")));
  await eventually(() => expect(heard).toContain("2"));
  await eventually(() => expect(tail.caughtUp()).toBe(true));
  await admin.createTopics({ topics: [{ topic: states, numPartitions: 12 }] });
  await say(broker.brokers, states, sound(states)(key("3")));
  await eventually(() => expect(heard).toContain("3"));
});
