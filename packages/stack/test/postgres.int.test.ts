import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { ephemeralPort } from "../src/machine/ports.ts";
import { isAlive, waitForExit } from "../src/machine/processes.ts";
import { type PostgresServer, runningPostgres, startPostgres } from "../src/postgres/server.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shouwen-postgres-"));
  return () => rmSync(dir, { recursive: true, force: true });
});

const start = async (): Promise<PostgresServer> => {
  const server = await startPostgres({ dir, port: await ephemeralPort() });
  onTestFinished(server.stop);
  return server;
};

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

test("a commit survives kill -9 of the server", async () => {
  const first = await start();
  await ask(first.url, "create table kept as select 42 as answer");
  process.kill(first.pid, "SIGKILL");
  await waitForExit(first.pid, 5_000);
  const second = await start();
  expect(await ask(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("a commit waits for the disk, and 300 connections are allowed", async () => {
  const { url } = await start();
  const settings = "current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync";
  const rows = await ask(url, `select ${settings}, current_setting('max_connections') as connections`);
  expect(rows).toEqual([{ commit: "on", fsync: "on", connections: "300" }]);
});

test("a server that an earlier process left running is stopped, not collided with", async () => {
  const left = await start();
  const next = await start();
  expect(isAlive(left.pid)).toBe(false);
  expect(runningPostgres(dir)).toBe(next.pid);
});

test("data of another major version is named and left alone", async () => {
  const server = await start();
  await server.stop();
  writeFileSync(join(dir, "data", "PG_VERSION"), "17\n");
  await expect(start()).rejects.toThrow("was made by PostgreSQL 17, this is PostgreSQL 18");
});
