import { Pool } from "undici";
import { measureAcceptsBaseline } from "../accepts-baseline.ts";
import { type Figure, ms, percentile, perSecond } from "../figure.ts";
import { requestBody } from "../http-load.ts";
import { onSite, type Site } from "../site.ts";
import { rawRoundTrips, watch } from "../watcher.ts";

const assigned = { topic: "shouwen.ticket", type: "ticket.owner_assigned.v1" };

type Asker = { ask(n: number): Promise<string>; close(): Promise<void> };

/** Asks intake itself and answers the ticket's id. */
const createAsker = ({ stack }: Site, connections: number): Asker => {
  const pool = new Pool(stack.services.intake ?? "", { connections, pipelining: 1 });
  const base = Date.now() % 90_000_000;
  return {
    ask: async (n) => {
      const headers = {
        "content-type": "application/json",
        authorization: `Bearer ${stack.tokens.agent}`,
        "idempotency-key": crypto.randomUUID(),
      };
      const body = requestBody(base + n);
      const answer = await pool.request({ path: "/v1/requests", method: "POST", headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${text}`);
      return (JSON.parse(text) as { ticketId: string }).ticketId;
    },
    close: () => pool.close(),
  };
};

const burst = 4_000;
const warmUp = 500;
const connections = 64;

/** How many tickets a second go from asked to assigned, when so many ask at once. */
export const throughputOn = async (site: Site, count = burst): Promise<number> => {
  const watcher = await watch(site.stack.kafka.brokers, assigned);
  const asker = createAsker(site, connections);
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < count) {
        next += 1;
        await asker.ask(next);
      }
    }),
  );
  await watcher.until(count, 120_000);
  const tookMs = performance.now() - began;
  await Promise.all([watcher.close(), asker.close()]);
  return (count * 1_000) / tookMs;
};

const usualRate = 100;
/** Where these cores are not busy yet: what the way itself takes. */
const easyRate = 25;
const lastingSeconds = 15;

/** From the 202 to an outside subscriber who sees that the ticket has an owner, at a steady rate. */
export const latenciesOn = async (site: Site, atRate = usualRate): Promise<number[]> => {
  const watcher = await watch(site.stack.kafka.brokers, assigned);
  const asker = createAsker(site, connections);
  const answeredAt = new Map<string, number>();
  const asks: Promise<void>[] = [];
  const began = performance.now();
  const count = atRate * lastingSeconds;
  for (let n = 0; n < count; n += 1) {
    const dueMs = began + (n * 1_000) / atRate - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    asks.push(asker.ask(1_000_000 + n).then((ticketId) => void answeredAt.set(ticketId, performance.now())));
  }
  await Promise.all(asks);
  await watcher.until(count, 60_000);
  await Promise.all([watcher.close(), asker.close()]);
  return [...answeredAt].map(([ticketId, at]) =>
    Math.max(0, (watcher.seenAt.get(ticketId) ?? Number.NaN) - at),
  );
};

const untilQuietMs = 60_000;

/** Tickets of the burst go on being offered and timed out; what comes next is measured when that is over. */
export const settle = async (site: Site): Promise<void> => {
  const deadline = performance.now() + untilQuietMs;
  for (;;) {
    const [row] = await site.query<{ waiting: string }>(
      "select (select count(*) from routing.outbox) + (select count(*) from messaging.outbox) + (select count(*) from profiles.outbox) as waiting",
    );
    if (row?.waiting === "0" || performance.now() > deadline) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

const rawCount = 1_000;

/** P3 at a rate: ours, and a raw produce → consume of as many a second in the same run. */
const latencyFiguresOn = async (site: Site, atRate: number): Promise<Figure[]> => {
  const raw = await rawRoundTrips(site.stack.kafka.brokers, {
    topic: "shouwen.ticket.dlq",
    count: Math.min(rawCount, atRate * lastingSeconds),
    perSecond: atRate,
  });
  const latencies = await latenciesOn(site, atRate);
  await settle(site);
  const figureAt = (name: string, share: number, times: number): Figure => {
    const [measured, baseline] = [percentile(latencies, share), percentile(raw, share)];
    return {
      name: `P3 ${name}`,
      what: `from 202 to an outside subscriber seeing the owner, at ${atRate}/s`,
      value: ms(measured),
      baseline: `${ms(baseline)} (raw produce → consume)`,
      ratio: measured / baseline,
      reach: `≤ ${times} × the baseline`,
      reached: measured <= times * baseline,
    };
  };
  return [figureAt("p50", 0.5, 10), figureAt("p99", 0.99, 15)];
};

const ticketFiguresOn = async (site: Site): Promise<Figure[]> => {
  await throughputOn(site, warmUp);
  await settle(site);
  const latencies = [
    ...(await latencyFiguresOn(site, usualRate)),
    ...(await latencyFiguresOn(site, easyRate)),
  ];
  const baseline = await measureAcceptsBaseline(site, { clients: connections, seconds: 5 });
  const throughput = await throughputOn(site);
  const share = throughput / baseline.perSecond;
  return [
    {
      name: "P2",
      what: "tickets a second, accepted to assigned, everything on this machine",
      value: perSecond(throughput),
      baseline: `${perSecond(baseline.perSecond)} (${baseline.by})`,
      ratio: share,
      reach: "≥ 4 % of the baseline and ≥ 300/s",
      reached: share >= 0.04 && throughput >= 300,
    },
    ...latencies,
  ];
};

/** P2 and P3 on a whole stack: all services and the broker share the machine with whoever asks. */
export const measureTickets = (): Promise<Figure[]> => onSite({}, ticketFiguresOn);
