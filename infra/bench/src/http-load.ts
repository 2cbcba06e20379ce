import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Pool } from "undici";
import { findProgram, runProgram } from "./programs.ts";
import type { Site } from "./site.ts";

/** What came of a load: answers a second that were a 202, and how long they took. */
export type Loaded = {
  readonly perSecond: number;
  readonly refused: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly by: string;
};

export type LoadOptions = {
  readonly origin: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
};

/** A request as an agent types it: with words to encrypt, a contact to find, and a key that makes it safe to repeat. */
export const requestBody = (n: number): string =>
  JSON.stringify({
    propertyId: "prp_lakeside",
    channel: "phone",
    kind: "repair",
    category: "engineering/hvac",
    words: "房间空调不制冷，麻烦派人看看，客人下午三点以后都在房间，请先打电话",
    place: String(1_000 + (n % 900)),
    displayName: "王女士",
    contact: { text: `138${String(n % 100_000_000).padStart(8, "0")}` },
  });

const luaOf = (token: string): string => `
local n = 0
local thread = 0
function setup(t) t:set("id", thread); thread = thread + 1 end
function request()
  n = n + 1
  local number = id * 50000000 + n + ${Date.now() % 1_000_000}
  local body = string.format('{"propertyId":"prp_lakeside","channel":"phone","kind":"repair","category":"engineering/hvac","words":"房间空调不制冷，麻烦派人看看，客人下午三点以后都在房间，请先打电话","place":"%d","displayName":"王女士","contact":{"text":"138%08d"}}', 1000 + n % 900, number % 100000000)
  return wrk.format("POST", "/v1/requests", { ["content-type"] = "application/json", ["authorization"] = "Bearer ${token}", ["idempotency-key"] = string.format("bench-%d-%d", ${Date.now()}, number) }, body)
end
function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %f %f %f\\n", summary.requests, summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
`;

const withWrk = async (wrk: string, folder: string, options: LoadOptions): Promise<Loaded> => {
  const script = join(folder, "requests.lua");
  writeFileSync(script, luaOf(options.token));
  const args = [
    "-t",
    "1",
    "-c",
    String(options.connections),
    "-d",
    `${options.seconds}s`,
    "-s",
    script,
    options.origin,
  ];
  const printed = await runProgram(wrk, args);
  const [requests = 0, refused = 0, seconds = 1, p50Ms = 0, p99Ms = 0] =
    /RESULT (.+)/.exec(printed)?.[1]?.split(" ").map(Number) ?? [];
  return { perSecond: (requests - refused) / seconds, refused, p50Ms, p99Ms, by: "wrk" };
};

const withUndici = async ({ origin, token, connections, seconds }: LoadOptions): Promise<Loaded> => {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const until = performance.now() + seconds * 1_000;
  const took: number[] = [];
  let refused = 0;
  let n = 0;
  const one = async (): Promise<void> => {
    n += 1;
    const began = performance.now();
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": crypto.randomUUID(),
    };
    const answer = await pool.request({
      path: "/v1/requests",
      method: "POST",
      headers,
      body: requestBody(n),
    });
    await answer.body.dump();
    if (answer.statusCode === 202) took.push(performance.now() - began);
    else refused += 1;
  };
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) await one();
    }),
  );
  await pool.close();
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return {
    perSecond: took.length / seconds,
    refused,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    by: "undici (no wrk here)",
  };
};

/** Sends requests over so many connections, each the next one as soon as its last is answered. */
export const loadHttp = ({ folder }: Site, options: LoadOptions): Promise<Loaded> => {
  const wrk = findProgram("wrk");
  return wrk ? withWrk(wrk, folder.path, options) : withUndici(options);
};
