import { partitionsPerTopic } from "@shouwen/contracts/catalogue";
import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { staffLeft } from "@shouwen/contracts/events/workforce";
import { eventually } from "@shouwen/test-kit/eventually";
import { type OwnKafka, ownKafka } from "@shouwen/test-kit/own-servers";
import { type Admin, Kafka, logLevel } from "kafkajs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { newId } from "../src/ids.ts";
import type { Consumer } from "../src/message.ts";
import { accepted, newTicket, openRuntime, type Runtime } from "./runtime.ts";

let cluster: OwnKafka;
let admin: Admin;
const open: Runtime[] = [];

beforeAll(async () => {
  cluster = await ownKafka();
  const kafka = new Kafka({ brokers: cluster.brokers, logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
});

afterEach(async () => {
  for (const runtime of open.splice(0)) await runtime.close();
});

afterAll(async () => {
  await admin.disconnect();
  await cluster.close();
});

const onCluster = async (brokers: readonly string[] = cluster.brokers): Promise<Runtime> => {
  const runtime = await openRuntime({ brokers });
  open.push(runtime);
  return runtime;
};

/** Hears both topics and remembers whose events came. */
const listener = () => {
  const heard: string[] = [];
  const consumer: Consumer = {
    name: "listen",
    types: [ticketAccepted.type, staffLeft.type],
    handle: (messages) => {
      heard.push(...messages.map(({ key }) => key));
      return Promise.resolve(new Map());
    },
  };
  return { heard, consumer };
};

const left = (staffId: string) =>
  staffLeft.of({ staffId, propertyId: "prp_lakeside", at: new Date().toISOString() });

const patience = { everyMs: 200 };

test("a topic that is missing stops only itself: health says since when, the others go on, and it goes on once it is made again", async () => {
  const runtime = await onCluster();
  const { heard, consumer } = listener();
  const bus = await runtime.start({ consumers: [consumer] });
  const say = async (): Promise<{ ticket: string; staff: string }> => {
    const [ticket, staff] = [newTicket(), newId("stf")];
    await runtime.say(ticket, [accepted(ticket)]);
    await runtime.say(staff, [left(staff)]);
    return { ticket, staff };
  };
  const before = await say();
  await eventually(() => expect(heard).toEqual(expect.arrayContaining(Object.values(before))));

  await admin.deleteTopics({ topics: ["shouwen.ticket"] });
  const meanwhile = await say();
  await eventually(() => expect(heard).toContain(meanwhile.staff), patience);
  expect(heard).not.toContain(meanwhile.ticket);
  await eventually(async () => {
    const healthWarnings = await bus.healthWarnings();
    expect(healthWarnings).toContainEqual(
      expect.stringMatching(/^cannot fetch shouwen\.ticket since 20\S+: the topic is missing$/),
    );
    expect(healthWarnings).toContainEqual(expect.stringMatching(/^cannot send to shouwen\.ticket since /));
  }, patience);
  const later = await say();
  await eventually(() => expect(heard).toContain(later.staff), patience);
  // Nobody can say that all has been heard.
  expect(await bus.status()).toMatchObject({ outbox: 2, lag: -1 });

  await admin.createTopics({ topics: [{ topic: "shouwen.ticket", numPartitions: partitionsPerTopic }] });
  const after = await say();
  const tickets = [meanwhile.ticket, later.ticket, after.ticket];
  await eventually(() => expect(heard).toEqual(expect.arrayContaining(tickets)), patience);
  await eventually(async () => expect(await bus.healthWarnings()).toEqual([]), patience);
  expect(await bus.status()).toMatchObject({ outbox: 0, parked: 0, dead: 0 });
});

test("a topic with another number of partitions is refused at the start, and not used when it is made so later", async () => {
  const runtime = await onCluster();
  const { heard, consumer } = listener();
  const bus = await runtime.start({ consumers: [consumer] });
  await admin.deleteTopics({ topics: ["shouwen.ticket"] });
  await eventually(async () => expect((await bus.healthWarnings()).join()).toContain("is missing"), patience);
  await admin.createTopics({ topics: [{ topic: "shouwen.ticket", numPartitions: 3 }] });
  await eventually(
    async () => expect((await bus.healthWarnings()).join()).toContain("it has 3 partitions, not 12"),
    patience,
  );
  await expect(runtime.start({ consumers: [consumer] })).rejects.toThrow("shouwen.ticket");
  const staff = newId("stf");
  await runtime.say(staff, [left(staff)]);
  await eventually(() => expect(heard).toContain(staff), patience);
  await admin.deleteTopics({ topics: ["shouwen.ticket"] });
  await eventually(async () => expect((await bus.healthWarnings()).join()).toContain("is missing"), patience);
  await admin.createTopics({ topics: [{ topic: "shouwen.ticket", numPartitions: partitionsPerTopic }] });
  await eventually(async () => expect(await bus.healthWarnings()).toEqual([]), patience);
});

test("a service starts without a broker and takes into its outbox; health says so, and all goes on when the broker is there", async () => {
  const nowhere = await onCluster(["127.0.0.1:1"]);
  const alone = await nowhere.start({ consumers: [listener().consumer] });
  const ticket = newTicket();
  await nowhere.say(ticket, [accepted(ticket)]);
  await eventually(async () => {
    const healthWarnings = (await alone.healthWarnings()).join("\n");
    expect(healthWarnings).toMatch(/Kafka has not said which topics it has since 20/);
    expect(healthWarnings).toMatch(/cannot fetch as probe since 20/);
  }, patience);
  expect(await alone.status()).toMatchObject({ outbox: 1, lag: -1 });

  const runtime = await onCluster();
  const { heard, consumer } = listener();
  const bus = await runtime.start({ consumers: [consumer] });
  await cluster.crash();
  const kept = newTicket();
  await runtime.say(kept, [accepted(kept)]);
  await eventually(
    async () => expect((await bus.healthWarnings()).join("\n")).toMatch(/cannot fetch as/),
    patience,
  );
  await cluster.restart();
  await eventually(() => expect(heard).toContain(kept), patience);
  await eventually(async () => expect(await bus.healthWarnings()).toEqual([]), patience);
});
