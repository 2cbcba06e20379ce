import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseUrl, prepareDatabase, runSql, serviceUrls } from "../src/database.ts";
import { settleSql } from "../src/roles.ts";
import { ask, ownServer } from "./server.ts";

const services = ["intake", "routing", "callbacks", "messaging", "scoring", "profiles", "workforce"];
const database = "shouwen";
const passwordOf = (role: string): string => `secret-of-${role}`;

let server: Awaited<ReturnType<typeof ownServer>>;
let folder = "";

const urlsOf = (service: string) => serviceUrls(server.url, { database, service, passwordOf });
const asAdmin = (sql: string) => ask(databaseUrl(server.url, database), sql);

const prepareAll = () =>
  prepareDatabase(server.url, { database, services, passwordOf, vaultSql: join(folder, "vault.sql") });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "shouwen-vault-"));
  writeFileSync(
    join(folder, "vault.sql"),
    `create table if not exists person_key (subject text primary key, wrapped bytea not null);
     create or replace function key_count() returns bigint language sql security definer
       set search_path = vault as 'select count(*) from person_key';`,
  );
  server = await ownServer();
  await prepareAll();
  for (const service of services) {
    await runSql(
      urlsOf(service).owner,
      `create table thing (id int generated always as identity primary key, words text);
       create function greet() returns text language sql as $$ select 'hello' $$;
       ${settleSql(service)}`,
    );
  }
}, 180_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("no role of a service sees anything of another service's schema", async () => {
  const rows = await asAdmin(`
    select r.rolname as role, n.nspname as schema
      from pg_roles r cross join pg_namespace n
     where has_schema_privilege(r.oid, n.oid, 'usage') and not r.rolsuper
       and n.nspname in ('vault', 'public', '${services.join("','")}') and r.rolname !~ '^pg_'`);
  const expected = services.flatMap((schema) =>
    [schema, `${schema}_owner`, `${schema}_people`].map((role) => ({ role, schema })),
  );
  const vault = [...services, "vault_owner"].map((role) => ({
    role,
    schema: "vault",
  }));
  const sorted = (pairs: object[]) => pairs.map((pair) => JSON.stringify(pair)).sort();
  expect(sorted(rows)).toEqual(sorted([...expected, ...vault]));
});

test.each(services)(
  "%s's machine writes its own rows, and cannot even name a table of others",
  async (service) => {
    const { machine } = urlsOf(service);
    const other = service === "routing" ? "intake" : "routing";
    await runSql(machine, "insert into thing (words) values ('mine'); update thing set words = 'still mine'");
    expect(await ask(machine, "select greet() as said from thing")).toEqual([{ said: "hello" }]);
    await expect(ask(machine, `select * from ${other}.thing`)).rejects.toThrow(
      `permission denied for schema ${other}`,
    );
  },
);

test("a machine changes rows, never tables", async () => {
  const { machine } = urlsOf("routing");
  for (const sql of [
    "create table another (id int)",
    "drop table thing",
    "truncate thing",
    "alter table thing add x int",
  ]) {
    await expect(runSql(machine, sql), sql).rejects.toThrow(/permission denied|must be owner/);
  }
});

test("a person's role writes nothing, and reads no table without forced row-level security", async () => {
  const { people, owner } = urlsOf("scoring");
  await expect(ask(people, "select * from thing")).rejects.toThrow("permission denied for table thing");
  await runSql(
    owner,
    `alter table thing enable row level security; alter table thing force row level security; ${settleSql("scoring")}`,
  );
  expect(await ask(people, "select * from thing")).toEqual([]);
  await expect(ask(people, "insert into thing (words) values ('x')")).rejects.toThrow(
    "read-only transaction",
  );
  await expect(
    ask(people, "set transaction read write; insert into thing (words) values ('x')"),
  ).rejects.toThrow("permission denied for table thing");
  await runSql(owner, `alter table thing no force row level security; ${settleSql("scoring")}`);
  await expect(ask(people, "select * from thing")).rejects.toThrow("permission denied for table thing");
});

test("only the machines of the services reach the vault, and only through its functions", async () => {
  expect(await ask(urlsOf("intake").machine, "select vault.key_count() as keys")).toEqual([{ keys: "0" }]);
  await expect(ask(urlsOf("intake").machine, "select * from vault.person_key")).rejects.toThrow(
    "permission denied for table",
  );
  await expect(ask(urlsOf("intake").people, "select vault.key_count()")).rejects.toThrow(
    "permission denied for schema vault",
  );
});

test("preparing again changes nothing and keeps the rows", async () => {
  await prepareAll();
  expect(await ask(urlsOf("intake").machine, "select count(*)::int as rows from thing")).toEqual([
    { rows: 1 },
  ]);
});

test("a stranger's role cannot connect to the database", async () => {
  await asAdmin("create role stranger login password 'x'");
  const stranger = databaseUrl(server.url, database, { role: "stranger", password: "x" });
  await expect(ask(stranger, "select 1")).rejects.toThrow("permission denied for database");
});

test("roles that may create roles and databases suffice: no superuser is needed", async () => {
  await asAdmin("create role operator login createdb createrole password 'x'");
  await asAdmin("grant vault_owner to operator with admin option"); // here somebody else made it before
  const operator = databaseUrl(server.url, "postgres", { role: "operator", password: "x" });
  await prepareDatabase(operator, { database: "elsewhere", services: ["desk"], passwordOf });
  const { owner, machine } = serviceUrls(operator, { database: "elsewhere", service: "desk", passwordOf });
  await runSql(owner, "create table thing (id int)");
  expect(await ask(machine, "select * from thing")).toEqual([]);
});

test("what was written once stays: the machine adds to the audit and the archive, and takes nothing away", async () => {
  const { owner, machine } = urlsOf("intake");
  await runSql(
    owner,
    `create table audit (seq bigint generated always as identity, action text);
     create table event_archive (at date not null, type text) partition by range (at);
     create table event_archive_default partition of event_archive default;
     create table event_archive_2026_11_30 partition of event_archive for values from ('2026-11-30') to ('2026-12-01');
     ${settleSql("intake")}`,
  );
  await runSql(
    machine,
    "insert into audit (action) values ('reveal'); insert into event_archive values ('2026-11-30', 'a'), ('2026-12-03', 'b')",
  );
  expect(await ask(machine, "select count(*)::int as events from event_archive")).toEqual([{ events: 2 }]);
  for (const table of ["audit", "event_archive", "event_archive_default", "event_archive_2026_11_30"])
    for (const sql of [
      `delete from ${table}`,
      `update ${table} set at = at`,
      `truncate ${table}`,
      `drop table ${table}`,
    ])
      await expect(
        ask(machine, sql.replace("set at = at", table === "audit" ? "set action = ''" : "set type = ''")),
        sql,
      ).rejects.toThrow(/permission denied|must be owner/);
});

test("a function that runs as the owner looks for nothing outside its schema, whatever its migration said", async () => {
  const { owner } = urlsOf("scoring");
  await runSql(
    owner,
    `create function unpinned() returns int language sql security definer as 'select 1'; ${settleSql("scoring")}`,
  );
  const rows = await asAdmin(`
    select p.oid::regprocedure::text as name, p.proconfig::text as settings
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and n.nspname = 'scoring'`);
  expect(rows).toEqual([{ name: "scoring.unpinned()", settings: '{"search_path=scoring, pg_temp"}' }]);
});

test("no machine and no person may keep the database busy with one statement for longer than ten seconds", async () => {
  for (const service of services)
    for (const url of [urlsOf(service).machine, urlsOf(service).people])
      expect(await ask(url, "show statement_timeout")).toEqual([{ statement_timeout: "10s" }]);
});
