import { existsSync, readFileSync } from "node:fs";
import pg from "pg";
import { admissionSql, namesOf, type PasswordOf, rolesSql } from "./roles.ts";

/** What to prepare. `vaultSql` is the path of the vault's own SQL, applied when the file exists. */
export type Preparation = {
  database: string;
  services: readonly string[];
  passwordOf: PasswordOf;
  vaultSql?: string;
};

/** The three ways into a service's schema: to migrate it, as the machine, and for a person. */
export type ServiceUrls = { owner: string; machine: string; people: string };

/** The same server as `url`, another database, and another role when one is given. */
export const databaseUrl = (
  url: string,
  database: string,
  login?: { role: string; password: string },
): string => {
  const result = new URL(url);
  result.pathname = `/${database}`;
  if (login) {
    result.username = login.role;
    result.password = login.password;
  }
  return result.href;
};

/** The connection strings of one service's roles. */
export const serviceUrls = (
  url: string,
  { database, service, passwordOf }: { database: string; service: string; passwordOf: PasswordOf },
): ServiceUrls => {
  const { owner, machine, people } = namesOf(service);
  const as = (role: string) => databaseUrl(url, database, { role, password: passwordOf(role) });
  return { owner: as(owner), machine: as(machine), people: as(people) };
};

/** Runs SQL (one or more statements, one transaction) on a connection of its own. */
export const runSql = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

const createIfMissing = async (adminUrl: string, database: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl(adminUrl, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
};

/**
 * Makes the database with the roles, schemas and rights of the services, and applies the vault's SQL. Safe to run
 * again. `adminUrl` is a role that may create databases and roles.
 */
export const prepareDatabase = async (adminUrl: string, preparation: Preparation): Promise<void> => {
  const { database, services, passwordOf, vaultSql } = preparation;
  await createIfMissing(adminUrl, database);
  const url = databaseUrl(adminUrl, database);
  await runSql(url, rolesSql(services, passwordOf) + admissionSql(database, services));
  if (!vaultSql || !existsSync(vaultSql)) return;
  const owner = { role: "vault_owner", password: passwordOf("vault_owner") };
  await runSql(databaseUrl(adminUrl, database, owner), readFileSync(vaultSql, "utf8"));
};
