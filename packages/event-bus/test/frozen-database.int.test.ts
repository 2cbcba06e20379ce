import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import { type TcpProxy, tcpProxy } from "@shouwen/test-kit/tcp-proxy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, isInfrastructureError, openDatabase, openSession } from "../src/database.ts";

let home: TestDatabase;
let proxy: TcpProxy;
let database: Database;
const pools: Database[] = [];

const through = (url: string): string => {
  const via = new URL(url);
  via.port = String(proxy.port);
  return via.href;
};

beforeAll(async () => {
  home = await postgres(["intake"]);
  proxy = await tcpProxy({ port: Number(new URL(home.adminUrl).port) });
  database = openDatabase({ url: through(home.services.intake?.machine ?? ""), applicationName: "frozen" });
  pools.push(database);
});
afterAll(async () => {
  proxy.fault({ kind: "cut" });
  await Promise.all(pools.map((pool) => pool.end()));
  await proxy.close();
  await home.close();
});

const took = async (work: Promise<unknown>): Promise<{ error: unknown; ms: number }> => {
  const begun = performance.now();
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - begun };
};

test("a database that has frozen holds nobody for longer than 13 s, and is known as what failed", async () => {
  const session = await openSession({
    url: through(home.services.intake?.machine ?? ""),
    applicationName: "frozen session",
  });
  await database.query("select 1");
  proxy.fault({ kind: "half-open" });
  const [inPool, inSession] = await Promise.all([
    took(database.query("select 1")),
    took(session.query("select 1")),
  ]);
  for (const { error, ms } of [inPool, inSession]) {
    expect(isInfrastructureError(error)).toBe(true);
    expect(ms).toBeLessThan(13_000);
  }
  proxy.fault({ kind: "none" });
  expect((await database.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await session.end();
});

test("no statement of a machine or a person goes on for longer than 10 s", async () => {
  const { machine = "", people = "" } = home.services.intake ?? {};
  const limits = [machine, people].map(async (url) => {
    const pool = openDatabase({ url, applicationName: "limits" });
    pools.push(pool);
    const { rows } = await pool.query("show statement_timeout");
    return rows[0]?.statement_timeout;
  });
  expect(await Promise.all(limits)).toEqual(["10s", "10s"]);
});
