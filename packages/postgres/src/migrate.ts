import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { kitFolders, type MigrateOptions, type Migration } from "./migration.ts";
import { settleSql } from "./roles.ts";

type Applied = { name: string; checksum: string; finished: boolean };

/**
 * The migrations of these folders in the order in which they apply, which is that of their names. An absent folder has
 * none, but the kit's must be there: a service without its tables fails much later. Throws where two have one name.
 */
export const readMigrations = (folders: readonly string[]): Migration[] => {
  const missing = folders.find((folder) => kitFolders.includes(folder) && !existsSync(folder));
  if (missing) throw new Error(`The kit's migrations are not where they should be: ${missing}`);
  const migrations = folders.flatMap(readFolder).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const twice = migrations.find(({ name }, at) => migrations[at + 1]?.name === name);
  if (twice) throw new Error(`Two migrations are called ${twice.name}: in ${folders.join(", ")}`);
  return migrations;
};

const readFolder = (folder: string): Migration[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
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

/**
 * Each service once had the kit's migrations as its own, under numbers of its own. What was applied under such a name,
 * and is now another file with the same content, is recorded under the name of that file, too: in a database that was
 * upgraded the release before still finds its own. One that was made by this release knows the new names only.
 */
const recordMoved = async (
  client: pg.Client,
  migrations: readonly Migration[],
  applied: readonly Applied[],
) => {
  const names = new Set(migrations.map(({ name }) => name));
  const left = applied.filter(({ name, finished }) => finished && !names.has(name));
  const recorded = new Set(applied.map(({ name }) => name));
  for (const { name, checksum } of migrations) {
    const before = left.find((row) => row.checksum === checksum);
    if (!before || recorded.has(name)) continue;
    // Held until this connection ends: another start that comes at the same moment finds what this one has recorded.
    await client.query("select pg_advisory_lock(hashtext('shouwen moved migrations'))");
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       select gen_random_uuid(), checksum, $1::text, started_at, finished_at, applied_steps_count
         from _prisma_migrations where migration_name = $2::text and rolled_back_at is null
          and not exists (select from _prisma_migrations where migration_name = $1::text and rolled_back_at is null)`,
      [name, before.name],
    );
  }
};

/** What stands between these folders and the database: a half-done migration, or one edited after it was applied. */
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
 * Applies what is missing, with Prisma's own engine and its own record. Returns the names applied, none when nothing
 * was missing: then the engine is not even loaded. Must run as the owner of the schema. Throws when a migration failed,
 * now or before, or was edited afterwards.
 */
export const migrate = async (options: MigrateOptions): Promise<string[]> => {
  const { service, ownerUrl, folders } = options;
  const migrations = readMigrations(folders);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await checkSchema(client, service);
    await recordMoved(client, migrations, await readApplied(client));
    const applied = await readApplied(client);
    checkHistory(service, migrations, applied);
    const names = isCurrent(migrations, applied) ? [] : await applyAll(options, migrations);
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
