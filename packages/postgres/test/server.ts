import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { startPostgres } from "@shouwen/stack/postgres/server";
import pg from "pg";

/** A PostgreSQL of this test file's own: roles belong to a server, and these tests set their passwords. */
export const ownServer = async (): Promise<{ url: string; close: () => Promise<void> }> => {
  const dir = mkdtempSync(join(tmpdir(), "shouwen-roles-"));
  const { url, stop } = await startPostgres({ dir, port: await ephemeralPort(), durable: false });
  const close = async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { url, close };
};

/** Runs one statement on a connection of its own and returns its rows. */
export const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
