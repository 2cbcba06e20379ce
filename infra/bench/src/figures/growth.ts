import { copyStatement } from "../copies.ts";
import { type Figure, ms, percentile, perSecond } from "../figure.ts";
import { onSite, type Site } from "../site.ts";
import { withoutIndexes } from "../without-indexes.ts";
import { acceptsOn } from "./accepts.ts";
import { latenciesOn, settle, throughputOn } from "./tickets.ts";

const grown = 1_000_000;
const perStatement = 50_000;
const warmUp = 500;

// Requests and closed tickets of the past: copies of one that the platform made itself, with ids and times of their
// own, so that every index grows as it would in years.
const rows = `
  select uuidv7()::text as id, clock_timestamp() - random() * interval '700 days' as at
  from generate_series(1, $1::int)`;

const requests = {
  table: "intake.request",
  beside: [] as readonly string[],
  own: {
    id: "'req_' || n.id",
    profile_id: "'pro_' || n.id",
    received_at: "n.at",
    once_key: "n.id",
    source_system: "null",
    source_id: "null",
  },
};

const tickets = {
  table: "routing.ticket",
  // Its words, which are written with it.
  beside: ["routing.ticket_text"],
  own: {
    id: "'tic_' || n.id",
    profile_id: "'pro_' || n.id",
    status: "'closed'",
    worker_id: "null",
    number: "null",
    received_at: "n.at",
    opened_at: "n.at",
    due_at: "null",
    resolved_at: "n.at + interval '1 hour'",
    closed_at: "n.at + interval '1 hour'",
  },
};

const grow = async (site: Site, { table, beside, own }: typeof requests | typeof tickets): Promise<void> => {
  const copy = await copyStatement(site, { table, own, rows, oldestBy: "received_at" });
  await withoutIndexes(site, [table, ...beside], async () => {
    for (let done = 0; done < grown; done += perStatement) await site.query(copy, [perStatement]);
  });
  for (const name of [table, ...beside]) await site.query(`vacuum analyze ${name}`);
  // What the filling left to be written shall not be written while something is measured.
  await site.query("checkpoint");
};

type Change = { readonly before: number; readonly after: number; readonly text: (value: number) => string };

const figure = (what: string, { before, after, text }: Change, worse: number): Figure => ({
  name: "growth",
  what: `${what}, with ${grown.toLocaleString("en-US")} tickets in the tables`,
  value: text(after),
  baseline: `${text(before)} (with few)`,
  ratio: worse,
  reach: "≤ 1.3 × worse",
  reached: worse <= 1.3,
});

/** P1 as it is measured by itself. */
const acceptsGrown = (): Promise<Figure[]> =>
  onSite({ services: ["intake", "workforce"] }, async (site) => {
    const before = await acceptsOn(site);
    await grow(site, requests);
    const after = await acceptsOn(site);
    const text = (value: number) => `${value.toFixed(2)} of pgbench`;
    return [figure("P1", { before: before.ratio, after: after.ratio, text }, before.ratio / after.ratio)];
  });

const ticketsOn = async (site: Site) => {
  const latencies = await latenciesOn(site);
  await settle(site);
  const throughput = await throughputOn(site);
  await settle(site);
  return { throughput, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
};

/** P2 and P3 on one whole stack. */
const ticketsGrown = (): Promise<Figure[]> =>
  onSite({}, async (site) => {
    await throughputOn(site, warmUp);
    await settle(site);
    const few = await ticketsOn(site);
    await grow(site, requests);
    await grow(site, tickets);
    const many = await ticketsOn(site);
    const throughput = { before: few.throughput, after: many.throughput, text: perSecond };
    return [
      figure("P2", throughput, few.throughput / many.throughput),
      figure("P3 p50", { before: few.p50, after: many.p50, text: ms }, many.p50 / few.p50),
      figure("P3 p99", { before: few.p99, after: many.p99, text: ms }, many.p99 / few.p99),
    ];
  });

/** P1 to P3, first with few tickets in the tables and then with a million. */
export const measureGrowth = async (): Promise<Figure[]> => [
  ...(await acceptsGrown()),
  ...(await ticketsGrown()),
];
