import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  databaseUrl,
  prepareDatabase,
  runSql,
  type ServiceUrls,
  serviceUrls,
} from "@shouwen/postgres/database";
import { migrate, readMigrations } from "@shouwen/postgres/migrate";
import { foldersOf } from "@shouwen/postgres/migration";
import { admissionSql, rolesSql, settleSql } from "@shouwen/postgres/roles";
import pg from "pg";
import { askFor } from "./infra-server.ts";

const repository = resolve(import.meta.dirname, "../../..");
const vaultSql = join(repository, "packages/vault/sql/vault.sql");

/** A database for one test file, with the roles, schemas and migrations of the services asked for. */
export type TestDatabase = {
  /** The superuser's connection, for looking at what a test did. */
  adminUrl: string;
  /** The roles of each service that was asked for. */
  services: Record<string, ServiceUrls>;
  /** Drops the database and ends every connection to it. Stop your service first. */
  close: () => Promise<void>;
};

/** What the schemas hold beyond the kit's migrations and those in `services/<name>/prisma/migrations`. */
export type DatabaseOptions = {
  /** Other folders of migrations, per service; those of the kit are `kitFolders`. */
  migrations?: Record<string, readonly string[]>;
  /** SQL files that the owner of each service's schema runs after its migrations. */
  sqlFiles?: readonly string[];
};

type Plan = Required<DatabaseOptions> & { services: readonly string[] };

const foldersIn = ({ migrations }: Plan, service: string): readonly string[] =>
  migrations[service] ?? foldersOf(service);

/** Roles belong to the server, not to a database: every process that shares it must know the same passwords. */
const passwordOf = (role: string): string =>
  createHash("sha256").update(`test:${role}`).digest("base64url").slice(0, 20);

const fileText = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

const fingerprintOf = (plan: Plan): string => {
  const parts = [
    rolesSql(plan.services, passwordOf),
    fileText(vaultSql),
    ...plan.services.flatMap((service) => [
      settleSql(service),
      ...readMigrations(foldersIn(plan, service)).map(({ name, checksum }) => name + checksum),
    ]),
    ...plan.sqlFiles.map(fileText),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
};

const fillTemplate = async (serverUrl: string, database: string, plan: Plan): Promise<void> => {
  await prepareDatabase(serverUrl, { database, services: plan.services, passwordOf, vaultSql });
  for (const service of plan.services) {
    const { owner } = serviceUrls(serverUrl, { database, service, passwordOf });
    await migrate({ service, ownerUrl: owner, folders: foldersIn(plan, service) });
    for (const file of plan.sqlFiles) await runSql(owner, readFileSync(file, "utf8"));
    await runSql(owner, settleSql(service));
  }
};

const LOCK = 7_261_949;

/** Built once per server and content, by whoever comes first; the others wait on an advisory lock. */
const ensureTemplate = async (client: pg.Client, serverUrl: string, plan: Plan): Promise<string> => {
  const template = `template_${fingerprintOf(plan)}`;
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1 and datistemplate", [
      template,
    ]);
    if (rowCount) return template;
    await client.query(`drop database if exists ${template} with (force)`);
    await fillTemplate(serverUrl, template, plan);
    await client.query(`alter database ${template} with is_template true`);
    return template;
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
  }
};

const onServer = async <T>(serverUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};

/** A fresh database on a server that the caller names. `postgres` is the one to use in tests of a service. */
export const databaseOn = async (serverUrl: string, plan: Plan): Promise<TestDatabase> => {
  const database = `test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, async (client) => {
    const template = await ensureTemplate(client, serverUrl, plan);
    await client.query(`create database ${database} template ${template}`);
    await client.query(admissionSql(database, plan.services));
  });
  return {
    adminUrl: databaseUrl(serverUrl, database),
    services: Object.fromEntries(
      plan.services.map((service) => [service, serviceUrls(serverUrl, { database, service, passwordOf })]),
    ),
    close: () =>
      onServer(serverUrl, async (client) => {
        await untilLeft(client, database);
        await client.query(`drop database if exists ${database} with (force)`);
      }),
  };
};

const leavesWithinMs = 500;

/**
 * A pool says that it has ended while its last sessions still say goodbye. One that is ended by force just then has nobody
 * left to hear of the error, and the whole run fails of it. What does not leave by itself is ended by force all the same.
 */
const untilLeft = async (client: pg.Client, database: string): Promise<void> => {
  const deadline = performance.now() + leavesWithinMs;
  while (performance.now() < deadline) {
    const { rowCount } = await client.query("select from pg_stat_activity where datname = $1", [database]);
    if (rowCount === 0) return;
    await delay(10);
  }
};

/** The URL of the server that the tests of this run share, as its superuser. `TEST_DATABASE_URL` names another. */
const postgresServerUrl = async (): Promise<string> =>
  process.env.TEST_DATABASE_URL ?? String(await askFor("postgres", process.env));

/**
 * A fresh database with the real roles, schemas and migrations of these services. The first call of a run builds
 * a template (about 0.3 s), the others copy it (about 0.05 s).
 */
export const postgres = async (
  services: readonly string[],
  options: DatabaseOptions = {},
): Promise<TestDatabase> =>
  databaseOn(await postgresServerUrl(), { migrations: {}, sqlFiles: [], ...options, services });
