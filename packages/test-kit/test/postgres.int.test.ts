import { join } from "node:path";
import { kitFolders } from "@shouwen/postgres/migration";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { postgres, type TestDatabase } from "../src/postgres.ts";

const migrations = { probe: [...kitFolders, join(import.meta.dirname, "migrations")] };

const aDatabase = async (): Promise<TestDatabase> => {
  const database = await postgres(["probe"], { migrations });
  onTestFinished(database.close);
  return database;
};

const ask = async <Row extends pg.QueryResultRow>(url: string | undefined, sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results: unknown = await client.query<Row>(sql);
    return (Array.isArray(results) ? results.at(-1) : results).rows as Row[];
  } finally {
    await client.end();
  }
};

test("each test file has a database of its own, already migrated", async () => {
  const [one, other] = await Promise.all([aDatabase(), aDatabase()]);
  await ask(one.services.probe?.machine, "insert into note (property_id, words) values ('prp_1', 'hello')");
  expect(await ask(one.services.probe?.machine, "select words from note")).toEqual([{ words: "hello" }]);
  expect(await ask(other.services.probe?.machine, "select words from note")).toEqual([]);
});

test("a person sees the rows of the properties that are set, and none when none is set", async () => {
  const { services } = await aDatabase();
  await ask(
    services.probe?.machine,
    "insert into note (property_id, words) values ('prp_1', 'mine'), ('prp_2', 'theirs')",
  );
  const set = "select set_config('shouwen.properties', 'prp_1', false);";
  expect(await ask(services.probe?.people, `${set} select words from note`)).toEqual([{ words: "mine" }]);
  expect(await ask(services.probe?.people, "select words from note")).toEqual([]);
});

test("a table without forced row-level security is closed to a person", async () => {
  const { services } = await aDatabase();
  await expect(ask(services.probe?.people, "select * from outbox")).rejects.toThrow("permission denied");
});

test("a closed database is gone, whoever is still connected", async () => {
  const database = await postgres(["probe"], { migrations });
  await database.close();
  await expect(ask(database.adminUrl, "select 1")).rejects.toThrow("does not exist");
});
