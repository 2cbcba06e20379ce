import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { databaseUrl, prepareDatabase, serviceUrls } from "../src/database.ts";
import { migrate } from "../src/migrate.ts";
import { ask, ownServer } from "./server.ts";

let server: Awaited<ReturnType<typeof ownServer>>;
let database = "";
let folder = "";
let kit = "";
let serial = 0;

const passwordOf = (role: string): string => `secret-of-${role}`;
const urls = () => serviceUrls(server.url, { database, service: "routing", passwordOf });
const run = () => migrate({ service: "routing", ownerUrl: urls().owner, folders: [kit, folder] });

const writeIn = (where: string, name: string, sql: string): void => {
  mkdirSync(join(where, name), { recursive: true });
  writeFileSync(join(where, name, "migration.sql"), sql);
};
const write = (name: string, sql: string): void => writeIn(folder, name, sql);

beforeAll(async () => {
  server = await ownServer();
}, 180_000);
afterAll(() => server.close());

beforeEach(async () => {
  serial += 1;
  database = `migrate_${serial}`;
  folder = mkdtempSync(join(tmpdir(), "shouwen-migrations-"));
  kit = join(folder, "kit");
  await prepareDatabase(server.url, { database, services: ["routing"], passwordOf });
  write("0001_runtime", "create table outbox (seq bigint primary key);");
  return () => rmSync(folder, { recursive: true, force: true });
});

test("migrations are applied once, in order, and recorded as Prisma records them", async () => {
  write("0002_tickets", "create table ticket (id text primary key); insert into outbox values (1);");
  expect(await run()).toEqual(["0001_runtime", "0002_tickets"]);
  expect(await run()).toEqual([]);
  const rows = await ask(
    urls().owner,
    "select migration_name as name, finished_at is not null as done, length(checksum) as digits from _prisma_migrations order by 1",
  );
  expect(rows).toEqual([
    { name: "0001_runtime", done: true, digits: 64 },
    { name: "0002_tickets", done: true, digits: 64 },
  ]);
});

test("a migration that is added later is applied alone", async () => {
  await run();
  write("0002_tickets", "create table ticket (id text primary key);");
  expect(await run()).toEqual(["0002_tickets"]);
});

test("migrations of several folders apply in the order of their names", async () => {
  write("0003_notes", "create table note (ticket_id text references ticket);");
  writeIn(kit, "0002_tickets", "create table ticket (id text primary key);");
  expect(await run()).toEqual(["0001_runtime", "0002_tickets", "0003_notes"]);
});

test("a migration that lies elsewhere under another name now is not applied again", async () => {
  const sql = "alter table outbox add column made_by text;";
  write("0004_made_by", sql);
  await run();
  rmSync(join(folder, "0004_made_by"), { recursive: true });
  writeIn(kit, "0002_made_by", sql);
  write("0005_more", "create table more (id int);");
  expect(await run()).toEqual(["0005_more"]);
  expect(await run()).toEqual([]);

  // The release before has it under its old name, and finds nothing to do.
  rmSync(kit, { recursive: true });
  write("0004_made_by", sql);
  expect(await run()).toEqual([]);
});

test("two migrations of one name stop the start", async () => {
  writeIn(kit, "0001_runtime", "create table other (id int);");
  await expect(run()).rejects.toThrow("Two migrations are called 0001_runtime");
});

test("two starts that move a record at one moment leave one", async () => {
  const sql = "alter table outbox add column made_by text;";
  write("0004_made_by", sql);
  await run();
  rmSync(join(folder, "0004_made_by"), { recursive: true });
  writeIn(kit, "0002_made_by", sql);
  await Promise.all([run(), run()]);
  const text =
    "select migration_name as name from _prisma_migrations where migration_name like '%made_by' order by 1";
  expect(await ask(urls().owner, text)).toEqual([{ name: "0002_made_by" }, { name: "0004_made_by" }]);
});

test("the machine may use the new tables at once, and never the record of migrations", async () => {
  await run();
  expect(await ask(urls().machine, "select * from outbox")).toEqual([]);
  await expect(ask(urls().machine, "select * from _prisma_migrations")).rejects.toThrow("permission denied");
});

test("a migration that was edited after it was applied stops the start", async () => {
  await run();
  write("0001_runtime", "create table outbox (seq bigint primary key, more text);");
  await expect(run()).rejects.toThrow("0001_runtime was edited after it had been applied");
});

test("a migration that fails leaves nothing half done and stops every later start until it is resolved", async () => {
  write("0002_broken", "create table half (id int); create table outbox (seq bigint);");
  await expect(run()).rejects.toThrow(/Migrations of routing stopped: .*0002_broken/s);
  expect(await ask(urls().owner, "select to_regclass('half') as half")).toEqual([{ half: null }]);
  await expect(run()).rejects.toThrow("0002_broken failed earlier");
});

test("two that migrate at once do not collide", async () => {
  const both = await Promise.all([run(), run()]);
  expect(both.flat()).toEqual(["0001_runtime"]);
});

test("a role whose schema was not prepared is told so", async () => {
  await ask(databaseUrl(server.url, "postgres"), "create database bare");
  const { owner } = serviceUrls(server.url, { database: "bare", service: "routing", passwordOf });
  const migrating = migrate({ service: "routing", ownerUrl: owner, folders: [folder] });
  await expect(migrating).rejects.toThrow("The schema routing is not there for this role");
});
