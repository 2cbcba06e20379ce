import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { prepareDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { foldersOf } from "./migration.ts";

const USAGE = `Usage:
  node packages/postgres/src/main.ts roles <service>...      ADMIN_DATABASE_URL, and <ROLE>_PASSWORD for each role
  node packages/postgres/src/main.ts migrate <service>       OWNER_DATABASE_URL: as <service>_owner`;

const repository = resolve(import.meta.dirname, "../../..");

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set\n\n${USAGE}`);
  return value;
};

const knownService = (name: string | undefined): string => {
  if (name && readdirSync(resolve(repository, "services")).includes(name)) return name;
  throw new Error(`There is no service ${name ?? "(none named)"}\n\n${USAGE}`);
};

/** Makes database, roles and schemas; the passwords come from a secret store as environment variables. */
const runRoles = async (services: readonly string[]): Promise<string> => {
  const url = setting("ADMIN_DATABASE_URL");
  await prepareDatabase(url, {
    database: new URL(url).pathname.slice(1) || "shouwen",
    services: services.map(knownService),
    passwordOf: (role) => setting(`${role.toUpperCase()}_PASSWORD`),
    vaultSql: resolve(repository, "packages/vault/sql/vault.sql"),
  });
  return `Roles and schemas of ${services.join(", ")} are there.`;
};

const runMigrate = async ([name]: readonly string[]): Promise<string> => {
  const service = knownService(name);
  const applied = await migrate({
    service,
    ownerUrl: setting("OWNER_DATABASE_URL"),
    folders: foldersOf(service),
  });
  return applied.length === 0 ? `${service} is up to date.` : `${service}: applied ${applied.join(", ")}.`;
};

const commands: Record<string, (words: readonly string[]) => Promise<string>> = {
  roles: runRoles,
  migrate: runMigrate,
};

const [command = "", ...words] = process.argv.slice(2);
try {
  const run = commands[command];
  if (!run) throw new Error(USAGE);
  process.stdout.write(`${await run(words)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
