import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { topics } from "@shouwen/contracts/catalogue";
import { ensureTopics } from "@shouwen/kafka/topics";
import { prepareDatabase, serviceUrls } from "@shouwen/postgres/database";
import { migrate } from "@shouwen/postgres/migrate";
import { makeKeys } from "./keys.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const say = (what: string, names: readonly string[]): void =>
  console.log(`${what}: ${names.length === 0 ? "nothing to do" : names.join(", ")}`);

const servicesWithTables = (): string[] =>
  readdirSync(join(root, "services"))
    .filter((name) => existsSync(join(root, "services", name, "prisma/migrations")))
    .sort();

const migrateAll = async (): Promise<void> => {
  const adminUrl = setting("DATABASE_ADMIN_URL");
  const password = setting("DATABASE_ROLE_PASSWORD");
  const services = servicesWithTables();
  const scope = { database: setting("DATABASE_NAME"), passwordOf: () => password };
  await prepareDatabase(adminUrl, {
    ...scope,
    services,
    vaultSql: join(root, "packages/vault/sql/vault.sql"),
  });
  for (const service of services) {
    const { owner } = serviceUrls(adminUrl, { ...scope, service });
    const folder = join(root, "services", service, "prisma/migrations");
    say(`migrations of ${service}`, await migrate({ service, ownerUrl: owner, folder }));
  }
};

// Everything here does only what is missing, so a stack may be set up again at any time.
say("keys", makeKeys(setting("KEYS_DIR")));
await migrateAll();
say("topics", await ensureTopics({ brokers: setting("KAFKA_BROKERS").split(","), topics }));
