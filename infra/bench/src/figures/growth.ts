import { type Figure, ms, percentile, perSecond } from "../figure.ts";
import { onSite, type Site } from "../site.ts";
import { withoutIndexes } from "../without-indexes.ts";
import { acceptsOn } from "./accepts.ts";
import { latenciesOn, throughputOn } from "./tickets.ts";

const grown = 1_000_000;
const perStatement = 50_000;

// Closed tickets of the past with their requests: copies of one that the platform made itself, with ids and times of
// their own, so that every index grows as it would in years.
const copyText = `
with n as (select gen_random_uuid()::text as id, clock_timestamp() - random() * interval '700 days' as at from generate_series(1, $1::int)),
one as (select * from intake.request order by received_at limit 1),
requests as (
  insert into intake.request (id, property_id, profile_id, mode, received_at, contact_kind, data, answer, once_scope, once_key, fingerprint)
  select 'req_' || n.id, one.property_id, 'pro_' || n.id, 'live', n.at, one.contact_kind, one.data, one.answer, one.once_scope, n.id, one.fingerprint
  from n, one
), ticket as (select * from routing.ticket order by received_at limit 1)
insert into routing.ticket
select r.* from n cross join ticket t cross join lateral jsonb_populate_record(null::routing.ticket, to_jsonb(t) ||
  jsonb_build_object('id', 'tic_' || n.id, 'status', 'closed', 'received_at', n.at, 'opened_at', n.at,
    'closed_at', n.at + interval '1 hour', 'profile_id', 'pro_' || n.id, 'worker_id', null, 'due_at', null)) r`;

const grow = async (site: Site): Promise<void> => {
  await withoutIndexes(site, ["intake.request", "routing.ticket"], async () => {
    for (let done = 0; done < grown; done += perStatement) await site.query(copyText, [perStatement]);
  });
  await site.query("vacuum analyze intake.request");
  await site.query("vacuum analyze routing.ticket");
};

type Measured = { accepts: number; throughput: number; p50: number; p99: number };

const measureOn = async (site: Site): Promise<Measured> => {
  const latencies = await latenciesOn(site);
  const throughput = await throughputOn(site);
  const { ratio } = await acceptsOn(site);
  return { accepts: ratio, throughput, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
};

const figure = (
  what: string,
  { before, after, text }: { before: number; after: number; text: (value: number) => string },
  worse: number,
): Figure => ({
  name: "growth",
  what: `${what}, with ${grown.toLocaleString("en-US")} tickets in the tables`,
  value: text(after),
  baseline: `${text(before)} (with few)`,
  ratio: worse,
  reach: "≤ 1.3 × worse",
  reached: worse <= 1.3,
});

/** P1 to P3 on one stack, first with few tickets and then with a million. */
export const measureGrowth = (): Promise<Figure[]> =>
  onSite({}, async (site) => {
    await throughputOn(site, 500);
    const before = await measureOn(site);
    await grow(site);
    const after = await measureOn(site);
    return [
      figure(
        "P1 (all services running)",
        { before: before.accepts, after: after.accepts, text: (value) => `${value.toFixed(2)} of pgbench` },
        before.accepts / after.accepts,
      ),
      figure(
        "P2",
        { before: before.throughput, after: after.throughput, text: perSecond },
        before.throughput / after.throughput,
      ),
      figure("P3 p50", { before: before.p50, after: after.p50, text: ms }, after.p50 / before.p50),
      figure("P3 p99", { before: before.p99, after: after.p99, text: ms }, after.p99 / before.p99),
    ];
  });
