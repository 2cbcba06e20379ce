import { join } from "node:path";
import { topics } from "@shouwen/contracts/catalogue";
import { kafkaFrom } from "@shouwen/kafka/access";
import { ensureTopics } from "@shouwen/kafka/topics";
import { databaseUrl, prepareDatabase, type ServiceUrls, serviceUrls } from "@shouwen/postgres/database";
import { migrate } from "@shouwen/postgres/migrate";
import { foldersOf } from "@shouwen/postgres/migration";
import { Problem } from "@shouwen/stack/problem";
import { root, type ServiceFolder } from "../repository.ts";

/** The database of a stack: the admin's way in, and each service's. */
export type StackDatabase = { adminUrl: string; services: Record<string, ServiceUrls> };

type Wanted = {
  /** A role that may create databases and roles. */
  serverUrl: string;
  services: readonly ServiceFolder[];
  passwordOf: (role: string) => string;
};

/** The database that the URL names; our own name where it names none or the maintenance one. */
const nameIn = (serverUrl: string): string => {
  const name = new URL(serverUrl).pathname.slice(1);
  return name === "" || name === "postgres" ? "shouwen" : name;
};

const unreachable = (serverUrl: string, cause: unknown): Problem => {
  const { host } = new URL(serverUrl);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Problem(`The database at ${host} cannot be prepared: ${reason}`, {
    fix: "DATABASE_URL must name a running PostgreSQL 15 or newer and a role with CREATEDB and CREATEROLE.",
    cause,
  });
};

/** Makes database, roles and schemas. Safe to run at every start. */
export const prepare = async ({ serverUrl, services, passwordOf }: Wanted): Promise<StackDatabase> => {
  const database = nameIn(serverUrl);
  const names = services.map(({ name }) => name);
  const vaultSql = join(root, "packages", "vault", "sql", "vault.sql");
  try {
    await prepareDatabase(serverUrl, { database, services: names, passwordOf, vaultSql });
  } catch (cause) {
    throw unreachable(serverUrl, cause);
  }
  const urls = names.map(
    (service) => [service, serviceUrls(serverUrl, { database, service, passwordOf })] as const,
  );
  return { adminUrl: databaseUrl(serverUrl, database), services: Object.fromEntries(urls) };
};

const startOver = (cause: unknown): Problem =>
  new Problem(cause instanceof Error ? cause.message : String(cause), {
    fix: "In development, where the data may go: npm start -- --reset",
    cause,
  });

/** Applies what is missing, one service after the other, and returns how many migrations that were. */
export const migrateAll = async (
  { services: urls }: StackDatabase,
  services: readonly ServiceFolder[],
): Promise<number> => {
  let applied = 0;
  for (const { name } of services) {
    const owner = urls[name]?.owner;
    if (!owner) continue;
    const names = await migrate({ service: name, ownerUrl: owner, folders: foldersOf(name) }).catch(
      (cause) => {
        throw startOver(cause);
      },
    );
    applied += names.length;
  }
  return applied;
};

/** Creates the topics that are missing and returns their names. */
export const createTopics = (brokers: readonly string[]): Promise<string[]> =>
  ensureTopics({ ...kafkaFrom(process.env), brokers, topics }).catch((cause) => {
    throw startOver(cause);
  });
