import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { databaseUrl, runSql } from "@shouwen/postgres/database";
import { kafka, type TestKafka } from "@shouwen/test-kit/kafka";
import { type OwnPostgres, ownPostgres } from "@shouwen/test-kit/own-servers";
import { afterAll, beforeAll, expect, test } from "vitest";

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

const setUp = async (): Promise<string[]> => {
  const script = resolve(import.meta.dirname, "../src/setup.ts");
  const env = {
    PATH: process.env.PATH,
    DATABASE_ADMIN_URL: server.database.adminUrl,
    DATABASE_NAME: "compose",
    DATABASE_ROLE_PASSWORD: "a password for compose",
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

  // runtime.sql has semicolons in comments and in the bodies of functions: every one of its statements must be there.
  const login = { role: "routing", password: "a password for compose" };
  const asRouting = databaseUrl(server.database.adminUrl, "compose", login);
  await runSql(asRouting, "select from outbox; select from inbox; select from timer; select from parked");
}, 60_000);

test("a setting that is missing is named", async () => {
  const script = resolve(import.meta.dirname, "../src/setup.ts");
  const run = promisify(execFile)(process.execPath, [script], { env: { PATH: process.env.PATH } });
  await expect(run).rejects.toThrow("KEYS_DIR is not set");
});
