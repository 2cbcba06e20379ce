import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "../src/database.ts";
import { openDatabaseClock } from "../src/database-clock.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await postgres(["probe"], { migrations: { probe: [] } });
  database = openDatabase({ url: home.services.probe?.machine ?? "", applicationName: "probe" });
});

afterAll(async () => {
  await database.end();
  await home.close();
});

test("the clock is the database's, also on a machine whose own is ten minutes off", async () => {
  const { rows } = await database.query<{ now: string }>("select clock_timestamp() as now");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(rows[0]?.now ?? "") + 600_000 });
  const clock = await openDatabaseClock(database, silent);
  const now = Date.parse(clock.now());
  vi.useRealTimers();
  const after = await database.query<{ now: string }>("select clock_timestamp() as now");
  await clock.stop();
  expect(now).toBeGreaterThanOrEqual(Date.parse(rows[0]?.now ?? ""));
  expect(now).toBeLessThanOrEqual(Date.parse(after.rows[0]?.now ?? "") + 1);
});
