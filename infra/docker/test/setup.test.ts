import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { databaseUrl, runSql } from "@shouwen/postgres/database";
import { kafka, type TestKafka } from "@shouwen/test-kit/kafka";
import { type OwnPostgres, ownPostgres } from "@shouwen/test-kit/own-servers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serviceFolders } from "./compose-file.ts";

let server: OwnPostgres;
let brokers: TestKafka["brokers"];
let keys: string;
beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), "shouwen-setup-"));
  // A server of its own: setting up gives the roles new passwords, which other tests share.
  [server, { brokers }] = await Promise.all([ownPostgres([]), kafka()]);
});
afterAll(async () => {
  await server.close();
  rmSync(keys, { recursive: true });
});

const roles = serviceFolders()
  .filter((name) => name !== "gateway")
  .flatMap((name) => [`${name}_owner`, name, `${name}_people`]);

/** As `setup` reads them: each role its own. */
const passwordOf = (role: string): string => `the password of ${role} alone`;
const passwords = Object.fromEntries(
  [...roles, "vault_owner"].map((role) => [`${role.toUpperCase()}_PASSWORD`, passwordOf(role)]),
);

const setUp = async (): Promise<string[]> => {
  const script = resolve(import.meta.dirname, "../src/setup.ts");
  const env = {
    PATH: process.env.PATH,
    DATABASE_ADMIN_URL: server.database.adminUrl,
    DATABASE_NAME: "compose",
    ...passwords,
    KAFKA_BROKERS: brokers.join(","),
    KEYS_DIR: keys,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  return stdout.trimEnd().split("\n");
};

test("a stack can be set up again at any time, and only what is missing is done", async () => {
  expect((await setUp())[0]).toBe("keys: vault master key, token signing key");
  const again = await setUp();
  expect(again.filter((line) => !line.endsWith(": nothing to do"))).toEqual([]);

  // 0001_runtime has semicolons in comments and in the bodies of functions: every one of its statements must be there.
  const login = { role: "routing", password: passwordOf("routing") };
  const asRouting = databaseUrl(server.database.adminUrl, "compose", login);
  await runSql(asRouting, "select from outbox; select from inbox; select from timer; select from parked");
}, 60_000);

test("the password of one role opens no other", async () => {
  const { adminUrl } = server.database;
  const as = (role: string, password: string) =>
    runSql(databaseUrl(adminUrl, "compose", { role, password }), "select");
  await as("intake", passwordOf("intake"));
  for (const role of [...roles, "vault_owner"].filter((it) => it !== "intake"))
    await expect(as(role, passwordOf("intake")), role).rejects.toThrow("password authentication failed");
}, 60_000);

const refusal = async (env: Record<string, string>): Promise<string> => {
  const script = resolve(import.meta.dirname, "../src/setup.ts");
  const run = promisify(execFile)(process.execPath, [script], { env: { PATH: process.env.PATH, ...env } });
  return run.then(
    () => "nothing was refused",
    (error: { stderr: string }) => error.stderr,
  );
};

test("settings that are missing are named, all at once, and nothing is done", async () => {
  const said = await refusal({});
  for (const name of ["KEYS_DIR", "DATABASE_ADMIN_URL", "INTAKE_PASSWORD", "VAULT_OWNER_PASSWORD"])
    expect(said).toContain(`${name} is not set`);
});

test("two roles with one password are refused by their names", async () => {
  const said = await refusal({
    ...passwords,
    DATABASE_ADMIN_URL: "postgres://postgres:@localhost/postgres",
    VAULT_OWNER_PASSWORD: passwordOf("intake"),
  });
  expect(said).toContain("INTAKE_PASSWORD and VAULT_OWNER_PASSWORD are the same");
  expect(said).toContain("DATABASE_ADMIN_URL has no password");
  expect(said).not.toContain(passwordOf("intake"));
});
