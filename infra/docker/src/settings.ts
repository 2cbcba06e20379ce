import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { namesOf, type PasswordOf } from "@shouwen/postgres/roles";

/** What the setup of a stack is told. */
export type SetupSettings = {
  readonly adminUrl: string;
  readonly database: string;
  readonly brokers: readonly string[];
  readonly keysDir: string;
  readonly services: readonly string[];
  readonly passwordOf: PasswordOf;
};

const shortestPassword = 16;

/** The services that keep data, by their folders. */
export const servicesWithTables = (root: string): string[] =>
  readdirSync(join(root, "services"))
    .filter((name) => existsSync(join(root, "services", name, "prisma/migrations")))
    .sort();

const passwordSetting = (role: string): string => `${role.toUpperCase()}_PASSWORD`;

/** Every role with a password of its own: one that is shared opens what the other may see. */
const passwordProblems = (roles: readonly string[], environment: NodeJS.ProcessEnv): string[] => {
  const byPassword = Map.groupBy(roles, (role) => environment[passwordSetting(role)] ?? "");
  return [...byPassword].flatMap(([password, sharing]) => {
    const names = sharing.map(passwordSetting);
    if (password === "") return names.map((name) => `${name} is not set`);
    if (sharing.length > 1) return [`${names.join(" and ")} are the same: each role needs its own`];
    return password.length < shortestPassword
      ? [`${names[0]} has fewer than ${shortestPassword} characters`]
      : [];
  });
};

/** Reads all of it. Throws with everything that is missing or unsafe. */
export const readSettings = (environment: NodeJS.ProcessEnv, services: readonly string[]): SetupSettings => {
  const { DATABASE_ADMIN_URL = "", DATABASE_NAME = "", KAFKA_BROKERS = "", KEYS_DIR = "" } = environment;
  const needed = { DATABASE_ADMIN_URL, DATABASE_NAME, KAFKA_BROKERS, KEYS_DIR };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [`${name} is not set`]));
  const noPassword =
    URL.canParse(DATABASE_ADMIN_URL) && new URL(DATABASE_ADMIN_URL).password === ""
      ? ["DATABASE_ADMIN_URL has no password (POSTGRES_PASSWORD)"]
      : [];
  const roles = services.map(namesOf).flatMap(({ owner, machine, people }) => [owner, machine, people]);
  const problems = [...missing, ...noPassword, ...passwordProblems([...roles, "vault_owner"], environment)];
  if (problems.length > 0)
    throw new Error(
      ["The stack cannot be set up", ...problems, "Make them with: sh infra/docker/make-env.sh > .env"].join(
        "\n  ",
      ),
    );
  return {
    adminUrl: DATABASE_ADMIN_URL,
    database: DATABASE_NAME,
    brokers: KAFKA_BROKERS.split(","),
    keysDir: KEYS_DIR,
    services,
    passwordOf: (role) => environment[passwordSetting(role)] ?? "",
  };
};
