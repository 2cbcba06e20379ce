import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import type { MigrateOptions, Migration } from "./migration.ts";

type Exports = Record<string, unknown> & { __wbindgen_start: () => void };
type Glue = typeof engine & { __wbg_set_wasm: (exports: Exports) => void };

// The types of WebAssembly come with the DOM library, which a server does not load.
declare const WebAssembly: {
  instantiate: (
    bytes: Uint8Array,
    imports: Record<string, object>,
  ) => Promise<{ instance: { exports: Exports } }>;
};

let loading: Promise<void> | undefined;

/** By hand, because Node imports `.wasm` files only behind a flag. Once per process: it takes 0.2 s. */
const instantiate = async (): Promise<void> => {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const file = readFileSync(join(dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(file, { "./schema_engine_bg.js": engine });
  (engine as Glue).__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
};

/** What the engine is given lies in several folders; it only names the one in its words about failures. */
const listOf = (service: string, migrations: readonly Migration[]): engine.MigrationList => ({
  baseDir: service,
  lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
  shadowDbInitScript: "",
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
  })),
});

/**
 * The adapter cuts a script at every semicolon, be it in a comment or in the body of a function. Sent whole, a
 * migration is what PostgreSQL reads in its file, and one transaction.
 */
const sendingWholeScripts = (factory: PrismaPg): PrismaPg => {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (sql) => void (await adapter.executeRaw({ sql, args: [], argTypes: [] }));
    return adapter;
  };
  return factory;
};

/** Applies the migrations that `_prisma_migrations` does not list, in order, and returns their names. */
export const applyMigrations = async (
  { service, ownerUrl }: MigrateOptions,
  migrations: readonly Migration[],
): Promise<string[]> => {
  loading ??= instantiate();
  await loading;
  // A pool of ours, because the engine never closes its own: the advisory lock of the migration would stay held.
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  const adapters = bindMigrationAwareSqlAdapterFactory(
    sendingWholeScripts(new PrismaPg(pool, { schema: service })),
  );
  const session = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapters);
  try {
    const { appliedMigrationNames } = await session.applyMigrations({
      migrationsList: listOf(service, migrations),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    session.free();
    await pool.end();
  }
};
