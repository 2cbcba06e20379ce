import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { type Figure, ms, percentile } from "../figure.ts";
import { requestBody } from "../http-load.ts";
import { onSite, type Site } from "../site.ts";

const requestsPerSecond = 40;
const seconds = 30;
const warmUpSeconds = 5;
const most = 2;

/** Files go over connections of their own: one that cannot be read is cut off with its connection. */
type Door = { readonly pool: Pool; readonly files: Pool; readonly site: Site };

let asked = 0;

/** How long one request takes until its 202. */
const askOnce = async ({ pool, site }: Door): Promise<number> => {
  asked += 1;
  const began = performance.now();
  const { statusCode, body } = await pool.request({
    method: "POST",
    path: "/v1/requests",
    headers: {
      authorization: `Bearer ${site.stack.tokens.agent}`,
      "content-type": "application/json",
      "idempotency-key": `bench-${Date.now()}-${asked}`,
    },
    body: requestBody(asked),
  });
  await body.dump();
  if (statusCode !== 202) throw new Error(`A request was answered ${statusCode}`);
  return performance.now() - began;
};

/** People ask at a steady rate, whether or not those before have their answer. How long each of them waited. */
const askFor = async (door: Door, lastsSeconds: number): Promise<number[]> => {
  const waits: Promise<number>[] = [];
  const began = performance.now();
  for (let n = 0; n < lastsSeconds * requestsPerSecond; n++) {
    await delay(Math.max(0, began + (n * 1_000) / requestsPerSecond - performance.now()));
    waits.push(askOnce(door));
  }
  return Promise.all(waits);
};

/** Sends files one after the other, round and round, until it is told to stop. */
const keepSending = async ({ files: pool, site }: Door, files: readonly Buffer[], stop: AbortSignal) => {
  for (let n = 0; !stop.aborted; n++) {
    const sent = pool.request({
      method: "POST",
      path: "/v1/imports?mapping=shouwen&propertyId=prp_lakeside",
      headers: { authorization: `Bearer ${site.stack.tokens.admin}`, "content-type": "text/csv" },
      body: files[n % files.length] ?? null,
      signal: stop,
    });
    await sent.then(({ body }) => body.dump()).catch(() => undefined);
  }
};

const wrongFile = (): Buffer => Buffer.from(`external_id,place\n${'"a"b\n'.repeat(600_000)}`);

/** Every row of every file has an id of its own. */
const goodFile = (lane: number, n: number): Buffer => {
  const row = (count: number) =>
    `bench-${Date.now()}-${lane}-${n}-${count},phone,repair,139${String(lane * 10_000_000 + n * 50_000 + count).padStart(8, "0")},空调不制冷,1203\n`;
  return Buffer.from(
    `external_id,channel,kind,contact,words,place\n${Array.from({ length: 50_000 }, (_, count) => row(count)).join("")}`,
  );
};

/** As many as a service could take in the time, and some more. */
const goodFiles = (lane: number): Buffer[] => Array.from({ length: 4 }, (_, n) => goodFile(lane, n));

/** How long people wait beside files, each list of which is sent one after the other. The files lie ready. */
const beside = async (door: Door, lists: readonly (readonly Buffer[])[]): Promise<number[]> => {
  const stop = new AbortController();
  const sending = lists.map((files) => keepSending(door, files, stop.signal));
  const waits = await askFor(door, seconds);
  stop.abort();
  await Promise.all(sending);
  return waits;
};

const figureOf = (what: string, usual: readonly number[], waits: readonly number[]): Figure => {
  const [before, during] = [percentile(usual, 0.99), percentile(waits, 0.99)];
  return {
    name: "imports",
    what: `p99 of ${requestsPerSecond} requests a second ${what} (p50 ${ms(percentile(waits, 0.5))}, max ${ms(Math.max(...waits))})`,
    value: ms(during),
    baseline: `${ms(before)} without (p50 ${ms(percentile(usual, 0.5))})`,
    ratio: during / before,
    reach: `≤ ${most} × the usual`,
    reached: during <= most * before,
  };
};

/** How long people wait for an answer while files are imported: one that cannot be read, and two good ones at once. */
export const measureImports = (): Promise<Figure[]> =>
  onSite({ services: ["intake", "workforce"] }, async (site) => {
    const poolOf = (connections: number) =>
      new Pool(site.stack.services.intake ?? "", { connections, bodyTimeout: 0, headersTimeout: 0 });
    const [pool, files] = [poolOf(64), poolOf(4)];
    const door = { pool, files, site };
    await askFor(door, warmUpSeconds);
    const usual = await askFor(door, seconds);
    const wrong = await beside(door, [[wrongFile()]]);
    const good = await beside(door, [goodFiles(1), goodFiles(2)]);
    await Promise.all([pool.close(), files.close()]);
    return [
      figureOf("while files of 3 MB that cannot be read come one after the other", usual, wrong),
      figureOf("while two files of 50,000 good rows come at once", usual, good),
    ];
  });
