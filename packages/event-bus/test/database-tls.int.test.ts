import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "@shouwen/test-kit/certificates";
import { type OwnPostgres, ownPostgres } from "@shouwen/test-kit/own-servers";
import { requireTls } from "@shouwen/test-kit/postgres-tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, openSession } from "../src/database.ts";

let server: OwnPostgres;
let folder: string;
let certificates: Certificates;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "shouwen-tls-"));
  [server, certificates] = await Promise.all([ownPostgres(["intake"]), makeCertificates(folder)]);
  await requireTls(server.database.adminUrl, certificates);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const urlWith = (settings: Record<string, string>): string => {
  const url = new URL(server.database.services.intake?.machine ?? "");
  for (const [name, value] of Object.entries(settings)) url.searchParams.set(name, value);
  return url.href;
};

const usesTls = async (url: string): Promise<boolean> => {
  const pool = openDatabase({ url, applicationName: "tls" });
  try {
    const { rows } = await pool.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    return rows[0]?.ssl;
  } finally {
    await pool.end();
  }
};

test("a URL with sslmode=verify-full speaks TLS with a server that its authority signed, pool and session alike", async () => {
  const url = urlWith({ sslmode: "verify-full", sslrootcert: certificates.caFile });
  expect(await usesTls(url)).toBe(true);
  const session = await openSession({ url, applicationName: "tls session" });
  expect((await session.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")).rows).toEqual([
    { ssl: true },
  ]);
  await session.end();
});

test("in the clear, or with another's authority, nothing is said", async () => {
  const another = await makeCertificates(mkdtempSync(join(tmpdir(), "shouwen-another-")));
  await expect(usesTls(urlWith({}))).rejects.toThrow("no encryption");
  await expect(usesTls(urlWith({ sslmode: "verify-full", sslrootcert: another.caFile }))).rejects.toThrow(
    /certificate/,
  );
  await expect(usesTls(urlWith({ sslmode: "verify-full" }))).rejects.toThrow(/certificate/);
});
