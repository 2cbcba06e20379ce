import { copyStatement } from "../copies.ts";
import { type Figure, ms, percentile } from "../figure.ts";
import { onSite, type Site } from "../site.ts";
import { withoutIndexes } from "../without-indexes.ts";

const few = 10_000;
const openTickets = 5_000;
const perStatement = 50_000;
const asks = 300;
const warmUp = 30;

/** How many tickets lie in the tables for the second measurement; ten million take twenty minutes to make. */
const many = (): number => Number(process.env.BENCH_QUEUE_TICKETS ?? 1_000_000);

// Copies of one ticket that the platform made itself, with ids in the order of time as its own are, spread over two years,
// six properties with eight teams and fifteen people each. The same number is open whatever else lies there: a house has so
// much work at one time, not more each year.
const rows = `
  select row, uuidv7()::text as id, clock_timestamp() - random() * interval '700 days' as at,
    'prp_bench_' || row % 6 as property, 'tea_bench_' || row % 6 || '_' || row % 8 as team,
    'stf_bench_' || row % 6 || '_' || row % 15 as person, $3::boolean as is_open
  from generate_series($1::int, $2::int) row`;

const own = {
  id: "'tic_' || n.id",
  profile_id: "'pro_' || n.id",
  property_id: "n.property",
  team_id: "n.team",
  owner_id: "n.person",
  handler_id: "n.person",
  received_at: "n.at",
  opened_at: "n.at",
  number: "null",
  offered_at: "n.at",
  no_handler_told: "true",
  breached: "false",
  status: "case when n.is_open then 'in_progress' else 'closed' end",
  worker_id: "case when n.is_open then n.person end",
  due_at: "case when n.is_open then n.at + interval '800 days' end",
  resolved_at: "case when n.is_open then null else n.at + interval '1 hour' end",
  closed_at: "case when n.is_open then null else n.at + interval '1 hour' end",
};

const copyOf = (site: Site): Promise<string> =>
  copyStatement(site, { table: "routing.ticket", own, rows, oldestBy: "received_at" });

const make = async (site: Site, from: number, to: number): Promise<void> => {
  const copy = await copyOf(site);
  await withoutIndexes(site, ["routing.ticket", "routing.ticket_text"], async () => {
    for (let row = from; row < to; row += perStatement)
      await site.query(copy, [row + 1, Math.min(to, row + perStatement), false]);
  });
};

const settle = async ({ query }: Site): Promise<void> => {
  await query("vacuum analyze routing.ticket");
  await query("update routing.ticket_tallied set until = '0001-01-01'");
  await query("delete from routing.ticket_total");
  // What the job does every five minutes; on a platform that has run for years only the last hour is added.
  await query(`insert into routing.ticket_total (property_id, status, count)
    select property_id, status, count(*) from routing.ticket
    where mode = 'live' and closed_at < date_trunc('hour', now() - interval '1 hour') group by 1, 2`);
  await query("update routing.ticket_tallied set until = date_trunc('hour', now() - interval '1 hour')");
  await query("vacuum analyze routing.ticket_total");
};

const questions: readonly (readonly [what: string, path: string])[] = [
  ["list of a property", "/v1/tickets?propertyId=prp_bench_1"],
  ["list of a property's closed ones", "/v1/tickets?propertyId=prp_bench_1&status=closed"],
  ["list of a team", "/v1/tickets?teamId=tea_bench_1_1"],
  ["list of a handler", "/v1/tickets?handlerId=stf_bench_1_1"],
  ["list of an owner", "/v1/tickets?ownerId=stf_bench_1_1"],
  ["list of what is due next", "/v1/tickets?propertyId=prp_bench_1&order=due"],
  ["list of the whole group", "/v1/tickets"],
  ["counts of a property", "/v1/tickets/counts?propertyId=prp_bench_1"],
  ["counts of the group", "/v1/tickets/counts"],
];

/** The median of one question to routing itself, in ms. Whatever is slow by chance does not count. */
const askedOf = async ({ stack }: Site, path: string): Promise<number> => {
  const url = `${stack.services.routing}${path}`;
  const headers = { authorization: `Bearer ${stack.tokens.admin}` };
  const took: number[] = [];
  for (let n = 0; n < asks + warmUp; n += 1) {
    const began = performance.now();
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    if (n >= warmUp) took.push(performance.now() - began);
  }
  return percentile(took, 0.5);
};

const measure = async (site: Site): Promise<Map<string, number>> => {
  await settle(site);
  const found = new Map<string, number>();
  for (const [what, path] of questions) found.set(what, await askedOf(site, path));
  return found;
};

/** Lists and counts over HTTP, with ten thousand tickets in the table and then with many. */
export const measureQueues = (): Promise<Figure[]> =>
  onSite({ services: ["workforce", "intake", "routing", "gateway"] }, async (site) => {
    await oneTicket(site);
    await site.query(await copyOf(site), [1, openTickets, true]);
    await make(site, openTickets, few);
    // Once for nothing: a process that has just started answers three times as slowly.
    await measure(site);
    const before = await measure(site);
    await make(site, few, many());
    const after = await measure(site);
    return questions.map(([what]) => {
      const [small = Number.NaN, large = Number.NaN] = [before.get(what), after.get(what)];
      const ratio = large / small;
      return {
        name: "queues",
        what: `${what}, with ${many().toLocaleString("en-US")} tickets`,
        value: ms(large),
        baseline: `${ms(small)} (with ${few.toLocaleString("en-US")})`,
        ratio,
        reach: "≤ 1.5 × worse",
        reached: ratio <= 1.5,
      };
    });
  });

/** The one that is copied: asked for at a real door, opened by routing. */
export const oneTicket = async ({ stack, query }: Site): Promise<void> => {
  const body = JSON.stringify({
    propertyId: "prp_lakeside",
    channel: "phone",
    kind: "repair",
    category: "engineering/plumbing",
    place: "1203",
    words: "水龙头漏水",
  });
  const headers = { authorization: `Bearer ${stack.tokens.agent}`, "content-type": "application/json" };
  const url = `${stack.gateway}/v1/requests`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { ...headers, "idempotency-key": "one" },
    body,
  });
  if (answer.status !== 202) throw new Error(`Not taken: ${answer.status} ${await answer.text()}`);
  for (let n = 0; n < 100; n += 1) {
    if ((await query("select 1 from routing.ticket limit 1")).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("No ticket was opened");
};
