import { readFileSync } from "node:fs";
import { restoreTopic } from "@shouwen/cli/topics/restore-topic";
import { shardOf } from "@shouwen/event-bus/shard";
import { kitFolders } from "@shouwen/postgres/migration";
import { eventually } from "@shouwen/test-kit/eventually";
import { type OwnKafka, ownKafka } from "@shouwen/test-kit/own-servers";
import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import { secureKafka } from "@shouwen/test-kit/secure-kafka";
import { type Admin, Kafka, logLevel, type SASLOptions } from "kafkajs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

let home: TestDatabase;
let cluster: OwnKafka;
let database: pg.Client;

beforeAll(async () => {
  [home, cluster] = await Promise.all([
    postgres(["probe"], { migrations: { probe: kitFolders } }),
    ownKafka(),
  ]);
  database = new pg.Client({ connectionString: home.adminUrl });
  await database.connect();
}, 180_000);

afterAll(async () => {
  await database.end();
  await cluster.close();
  await home.close();
});

const archive = async (
  rows: readonly (readonly [seq: number, topic: string, key: string, ageDays: number])[],
) => {
  for (const [seq, topic, key, ageDays] of rows)
    await database.query(
      `insert into probe.event_archive (seq, event_id, topic, key, agg_seq, type, payload, headers, created_at)
       values ($1::bigint, 'e' || $1, $2, $3, $1, 'x', '{}', '{}', now() - make_interval(days => $4))`,
      [seq, topic, key, ageDays],
    );
};

const asOperator = async <Answer>(ask: (admin: Admin) => Promise<Answer>): Promise<Answer> => {
  const admin = new Kafka({ brokers: cluster.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
};

const listed = (): Promise<string[]> => asOperator((admin) => admin.listTopics());

/** The broker answers before it has forgotten the topic. */
const remove = async (topic: string): Promise<void> => {
  await asOperator((admin) => admin.deleteTopics({ topics: [topic] }));
  await eventually(async () => expect(await listed()).not.toContain(topic));
};

const restore = (topic: string) =>
  restoreTopic({ adminUrl: home.adminUrl, schemas: ["probe"], brokers: cluster.brokers, topic });

const waiting = async (topic: string): Promise<{ seq: string; key: string; shard: number }[]> =>
  (await database.query("select seq, key, shard from probe.outbox where topic = $1 order by seq", [topic]))
    .rows;

test("a deleted topic of facts is made again, and what was said in the last fourteen days stands before what waits", async () => {
  await archive([
    [101, "shouwen.ticket", "tic_a", 1],
    [102, "shouwen.ticket", "tic_b", 1],
    [103, "shouwen.ticket", "tic_a", 0],
    [50, "shouwen.ticket", "tic_old", 15],
    [104, "shouwen.request", "req_a", 0],
  ]);
  await database.query(
    `insert into probe.outbox (seq, shard, event_id, topic, key, agg_seq, type, payload, headers)
     overriding system value values (200, $1, 'e200', 'shouwen.ticket', 'tic_a', 4, 'x', '{}', '{}')`,
    [shardOf("tic_a")],
  );
  await remove("shouwen.ticket");
  expect(await restore("shouwen.ticket")).toBe(3);
  expect(await waiting("shouwen.ticket")).toEqual([
    { seq: "101", key: "tic_a", shard: shardOf("tic_a") },
    { seq: "102", key: "tic_b", shard: shardOf("tic_b") },
    { seq: "103", key: "tic_a", shard: shardOf("tic_a") },
    { seq: "200", key: "tic_a", shard: shardOf("tic_a") },
  ]);
  expect(await listed()).toContain("shouwen.ticket");
  expect(await waiting("shouwen.request")).toEqual([]);
});

test("of a topic of states the last one of each thing comes back, however old", async () => {
  await archive([
    [301, "shouwen.staff_state", "stf_a", 90],
    [302, "shouwen.staff_state", "stf_b", 90],
    [303, "shouwen.staff_state", "stf_a", 60],
  ]);
  await remove("shouwen.staff_state");
  expect(await restore("shouwen.staff_state")).toBe(2);
  expect((await waiting("shouwen.staff_state")).map(({ seq }) => seq)).toEqual(["302", "303"]);
});

test("a topic that is there, or is none of ours, is left alone", async () => {
  await expect(restore("shouwen.callback")).rejects.toThrow("shouwen.callback is there");
  await expect(restore("shouwen.nothing")).rejects.toThrow("There is no topic shouwen.nothing");
});

test("brokers that take nobody without TLS and a password are reached as well", async () => {
  const secured = await secureKafka([]);
  const topic = "shouwen.callback";
  const admin = secured.as("admin").admin();
  await admin.connect();
  try {
    await archive([[401, topic, "cbk_a", 1]]);
    await admin.deleteTopics({ topics: [topic] });
    await eventually(async () => expect(await admin.listTopics()).not.toContain(topic));
    const count = await restoreTopic({
      ssl: { ca: [readFileSync(secured.caFile, "utf8")] },
      sasl: secured.login("admin") as SASLOptions,
      adminUrl: home.adminUrl,
      schemas: ["probe"],
      brokers: secured.brokers,
      topic,
    });
    expect(count).toBe(1);
    expect(await admin.listTopics()).toContain(topic);
  } finally {
    await admin.disconnect();
    await secured.close();
  }
}, 180_000);
