import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { topics } from "@shouwen/contracts/catalogue";
import { kafkaFrom } from "@shouwen/kafka/access";
import { ensureTopics } from "@shouwen/kafka/topics";
import { prepareDatabase, serviceUrls } from "@shouwen/postgres/database";
import { migrate } from "@shouwen/postgres/migrate";
import { foldersOf } from "@shouwen/postgres/migration";
import { makeKeys } from "./keys.ts";
import { readSettings, servicesWithTables } from "./settings.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What this is told, checked before anything is done: every name that is missing is named, all at once. */
const settings = readSettings(process.env, servicesWithTables(root));

const say = (what: string, names: readonly string[]): void =>
  console.log(`${what}: ${names.length === 0 ? "nothing to do" : names.join(", ")}`);

const migrateAll = async (): Promise<void> => {
  const { adminUrl, database, services, passwordOf } = settings;
  const vaultSql = join(root, "packages/vault/sql/vault.sql");
  await prepareDatabase(adminUrl, { database, passwordOf, services, vaultSql });
  for (const service of services) {
    const { owner } = serviceUrls(adminUrl, { database, passwordOf, service });
    const applied = await migrate({ service, ownerUrl: owner, folders: foldersOf(service) });
    say(`migrations of ${service}`, applied);
  }
};

// Everything here does only what is missing, so a stack may be set up again at any time.
say("keys", makeKeys(settings.keysDir));
await migrateAll();
say("topics", await ensureTopics({ ...kafkaFrom(process.env), brokers: settings.brokers, topics }));
