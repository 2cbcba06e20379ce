import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/database.ts";
import { maintenanceJobs } from "../src/maintenance.ts";

const services = ["callbacks", "intake", "messaging", "profiles", "routing", "scoring", "workforce"];
let home: TestDatabase;
let admin: pg.Client;

beforeAll(async () => {
  home = await postgres(services);
  admin = new pg.Client({ connectionString: home.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await home.close();
});

const dayMs = 24 * 60 * 60 * 1_000;
const suffix = (daysAhead: number): string =>
  new Date(Date.now() + daysAhead * dayMs).toISOString().slice(0, 10).replaceAll("-", "_");

const partitionsOf = async (table: string): Promise<Map<string, string>> => {
  const { rows } = await admin.query<{ name: string; bounds: string }>(
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass`,
    [table],
  );
  return new Map(rows.map(({ name, bounds }) => [name, bounds]));
};

test("the machine keeps the daily partitions without naming any, and may not empty one of the archive", async () => {
  const machine = openDatabase({ url: home.services.intake?.machine ?? "", applicationName: "maintenance" });
  await admin.query(
    "create table intake.inbox_2020_01_01 partition of intake.inbox for values from ('016f5e66-e800') to ('016f638d-4400')",
  );
  await admin.query("alter table intake.inbox_2020_01_01 owner to intake_owner");
  for (const job of maintenanceJobs(machine)) await job.run();
  const [archive, inbox] = [await partitionsOf("intake.event_archive"), await partitionsOf("intake.inbox")];
  for (const ahead of [1, 2]) {
    expect(archive.has(`event_archive_${suffix(ahead)}`)).toBe(true);
    const from = Math.floor(Date.now() / dayMs) * dayMs + ahead * dayMs;
    const hex = from.toString(16).padStart(12, "0");
    expect(inbox.get(`inbox_${suffix(ahead)}`)).toContain(`FROM ('${hex.slice(0, 8)}-${hex.slice(8)}')`);
  }
  expect(inbox.has("inbox_2020_01_01")).toBe(false);
  for (const table of [
    "event_archive",
    "event_archive_default",
    `event_archive_${suffix(1)}`,
    "audit",
    "policy",
  ])
    await expect(machine.query(`delete from ${table}`), table).rejects.toThrow("permission denied");
  await machine.end();
});

test("whatever runs as the owner of a service's schema takes nothing from who calls it, and looks nowhere else", async () => {
  const { rows } = await admin.query<{ schema: string; name: string; arguments: number; settings: string }>(
    `select n.nspname as schema, p.proname as name, p.pronargs as arguments, p.proconfig::text as settings
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const own = rows.filter(({ schema }) => schema !== "vault");
  const isPinned = ({ schema, settings }: (typeof own)[number]) =>
    settings?.includes(`"search_path=${schema}, pg_temp"`) ?? false;
  expect(own.filter((it) => !isPinned(it))).toEqual([]);
  // People search through it: it takes what they look for, and sees only what their properties have (ADR 0019).
  const maintaining = own.filter(({ schema, name }) => `${schema}.${name}` !== "routing.find_tickets");
  expect(maintaining.map(({ name }) => name).sort()).toEqual(
    services.flatMap(() => ["drop_old_inbox_partitions", "keep_day_partitions"]).sort(),
  );
  expect(maintaining.filter((it) => it.arguments > 0)).toEqual([]);
  // The vault's take whose key it is, never the name of a thing in the database; they name all things in full.
  const vault = rows.filter(({ schema }) => schema === "vault");
  expect(vault.map(({ name }) => name).sort()).toEqual(["erase", "keys", "mint"]);
  expect(vault.filter(({ settings }) => settings !== '{"search_path=pg_catalog, pg_temp"}')).toEqual([]);
});
