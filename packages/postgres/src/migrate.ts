import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { MigrateOptions, Migration } from "./migration.ts";
import { settleSql } from "./roles.ts";

type Applied = { name: string; checksum: string; finished: boolean };

/** The migrations of a folder in the order in which they apply. An absent folder has none. */
export const readMigrations = (folder: string): Migration[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });

const readApplied = async (client: pg.Client): Promise<Applied[]> => {
  const table = await client.query<{ found: string | null }>(
    "select to_regclass('_prisma_migrations') as found",
  );
  if (!table.rows[0]?.found) return [];
  const { rows } = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as finished
       from _prisma_migrations where rolled_back_at is null`,
  );
  return rows;
};

const checkSchema = async (client: pg.Client, service: string): Promise<void> => {
  const { rows } = await client.query<{ schema: string | null; path: string }>(
    "select current_schema() as schema, current_setting('search_path') as path",
  );
  if (rows[0]?.schema === service) return;
  throw new Error(
    `The schema ${service} is not there for this role (its search_path is "${rows[0]?.path}"). ` +
      "Prepare the database first: node packages/postgres/src/main.ts roles",
  );
};

const refuse = (service: string, why: string): never => {
  throw new Error(`Migrations of ${service} stopped: ${why}`);
};

/** What stands between this folder and the database: a half-done migration, or one edited after it was applied. */
const checkHistory = (
  service: string,
  migrations: readonly Migration[],
  applied: readonly Applied[],
): void => {
  const failed = applied.find(({ finished }) => !finished);
  if (failed) {
    refuse(
      service,
      `${failed.name} failed earlier. Mend it, then \`prisma migrate resolve --rolled-back ${failed.name}\``,
    );
  }
  const edited = migrations.find(({ name, checksum }) =>
    applied.some((row) => row.name === name && row.checksum !== checksum),
  );
  if (edited) {
    refuse(
      service,
      `${edited.name} was edited after it had been applied. Restore it, and write a new migration`,
    );
  }
};

const isCurrent = (migrations: readonly Migration[], applied: readonly Applied[]): boolean =>
  migrations.every(({ name }) => applied.some((row) => row.name === name));

/**
 * Applies what is missing, with Prisma's own engine and its own table, so that `prisma migrate deploy` and this
 * do the same. Returns the names applied, none when nothing was missing: then the engine is not even loaded.
 * Must run as the owner of the schema. Throws when a migration failed, now or before, or was edited afterwards.
 */
export const migrate = async ({ service, ownerUrl, folder }: MigrateOptions): Promise<string[]> => {
  const migrations = readMigrations(folder);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await checkSchema(client, service);
    const applied = await readApplied(client);
    checkHistory(service, migrations, applied);
    const names = isCurrent(migrations, applied)
      ? []
      : await applyAll({ service, ownerUrl, folder }, migrations);
    await client.query(settleSql(service));
    return names;
  } finally {
    await client.end();
  }
};

const applyAll = async (options: MigrateOptions, migrations: readonly Migration[]): Promise<string[]> => {
  const { applyMigrations } = await import("./schema-engine.ts");
  try {
    return await applyMigrations(options, migrations);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migrations of ${options.service} stopped: ${reason}`, { cause });
  }
};
