import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { aCanary, keptSpans, spansNaming, tablesNaming } from "../src/canary.ts";
import { openPlatform, type Platform } from "../src/platform.ts";

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform();
});

/** Names that nobody has, to see that they would be found. */
const planted = {
  ...aCanary(),
  name: "planted-canary",
  phone: "planted-phone",
  id: "planted-id",
  email: "planted-@",
};

test("what the search would find, it finds: a planted canary is seen in the tables", async () => {
  const client = new pg.Client({ connectionString: platform.stack.postgres.url });
  await client.connect();
  await client.query("create table public.planted (words text)");
  try {
    await client.query("insert into public.planted values ('said planted-canary')");
    expect(await tablesNaming(platform, planted)).toEqual([expect.stringContaining("public.planted")]);
  } finally {
    await client.query("drop table public.planted");
    await client.end();
  }
});

test("what the search would find, it finds: a planted canary is seen in what a span says of its error and its events", async () => {
  const before = await keptSpans(platform);
  const at = String(BigInt(Date.now()) * 1_000_000n);
  const message = { key: "exception.message", value: { stringValue: "said planted-phone" } };
  const span = {
    traceId: crypto.randomUUID().replaceAll("-", ""),
    spanId: crypto.randomUUID().replaceAll("-", "").slice(0, 16),
    name: "planted",
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    status: { code: 2, message: "said planted-canary" },
    events: [{ name: "exception", timeUnixNano: at, attributes: [message] }],
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const headers = { "content-type": "application/json" };
  const taken = await fetch(`${platform.stack.otlp}/v1/traces`, { method: "POST", headers, body });
  expect(taken.status).toBe(200);
  const named = await spansNaming(platform, planted, { ticketIds: [], before });
  expect(named.toSorted()).toEqual(["planted-canary", "planted-phone"]);
});
