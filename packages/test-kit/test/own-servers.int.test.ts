import { join } from "node:path";
import { kitFolders } from "@shouwen/postgres/migration";
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../src/eventually.ts";
import { ownKafka, ownPostgres } from "../src/own-servers.ts";

const migrations = { probe: [...kitFolders, join(import.meta.dirname, "migrations")] };

const insert = async (url: string | undefined, words: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("insert into note (property_id, words) values ('prp_1', $1)", [words]);
  } finally {
    await client.end();
  }
};

const words = async (url: string | undefined): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ words: string }>("select words from note order by id");
    return rows.map((row) => row.words);
  } finally {
    await client.end();
  }
};

test("a database of one's own can be killed, is gone meanwhile, and comes back with what was committed", async () => {
  const own = await ownPostgres(["probe"], { migrations });
  onTestFinished(own.close);
  const machine = own.database.services.probe?.machine;
  await insert(machine, "before");
  await own.crash();
  await expect(insert(machine, "meanwhile")).rejects.toThrow("ECONNREFUSED");
  await own.restart();
  await insert(machine, "after");
  expect(await words(machine)).toEqual(["before", "after"]);
});

test("a broker of one's own can be killed and comes back with what it acknowledged", async () => {
  const own = await ownKafka();
  onTestFinished(own.close);
  const client = new Kafka({ brokers: own.brokers, logLevel: logLevel.NOTHING });
  const producer = client.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({ topic: "shouwen.ticket", acks: -1, messages: [{ key: "tic_1", value: "opened" }] });
  await producer.disconnect();
  await own.crash();
  await own.restart();
  const admin = client.admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  await eventually(async () => {
    const offsets = await admin.fetchTopicOffsets("shouwen.ticket");
    expect(offsets.map(({ high }) => Number(high)).reduce((sum, high) => sum + high)).toBe(1);
  });
}, 180_000);
