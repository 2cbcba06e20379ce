import pg from "pg";
import type { FaultEnvironment } from "../fault-environment.ts";
import { readTopics } from "../invariants/topic-log.ts";
import { pass, type Row, type Scene } from "./row.ts";

const armed = 100_000;
const perStatement = 20_000;
const promisedMs = 800;
const boundMs = 250;
/** What was due while nobody was there, or just after, is late by the harm and not by the timers. */
const comesBackMs = 3_000;

const onDatabase = async <Row extends object>({ stack }: FaultEnvironment, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
};

/** Due moments of a year from now: an index full of what is not due. */
const armMany = async (environment: FaultEnvironment): Promise<void> => {
  for (let from = 0; from < armed; from += perStatement)
    await onDatabase(
      environment,
      `insert into routing.timer (key, fire_at, kind, aggregate_id, shard, data)
       select 'idle ' || n, now() + interval '1 year' + n * interval '1 ms', 'sla_target', 'tic_idle_' || n, n % 12,
         '{"target": "resolution"}'
       from generate_series(${from + 1}, ${from + perStatement}) n on conflict do nothing`,
    );
};

type Promises = { readonly rules: readonly { target: string; withinMs: number }[] };

/** Makes promises so short that nobody keeps them: every ticket breaks two, so moments fall due all the time. */
export const promiseTooMuch = async ({ stack }: FaultEnvironment): Promise<void> => {
  const headers = { authorization: `Bearer ${stack.tokens.admin}`, "content-type": "application/json" };
  const properties = await fetch(`${stack.gateway}/v1/properties?limit=50`, { headers });
  const { items } = (await properties.json()) as { items: { propertyId: string }[] };
  for (const { propertyId } of items) {
    const url = `${stack.gateway}/v1/policies/sla`;
    const { body } = (await (await fetch(`${url}?propertyId=${propertyId}`, { headers })).json()) as {
      body: Promises;
    };
    const rules = body.rules.map((rule) => ({ ...rule, withinMs: promisedMs }));
    const draft = JSON.stringify({ scope: propertyId, body: { ...body, rules } });
    const answer = await fetch(url, { method: "POST", headers, body: draft });
    if (answer.status !== 201) throw new Error(`No short promises: ${answer.status} ${await answer.text()}`);
  }
};

type Outage = { readonly from: number; readonly to: number };

const outages = new WeakMap<FaultEnvironment, Outage[]>();

const killTwice = async ({ environment, chance }: Scene): Promise<void> => {
  const seen: Outage[] = [];
  outages.set(environment, seen);
  for (let round = 0; round < 2; round += 1) {
    await pass(chance.between(6_000, 10_000));
    const from = Date.now();
    const pid = environment.pidOf("routing");
    environment.signal("routing", "SIGKILL");
    await environment.untilReplaced("routing", pid);
    seen.push({ from, to: Date.now() + comesBackMs });
  }
  await pass(8_000);
};

type Breach = { readonly dueAt: string; readonly at: string; readonly target: string };

/** How late each promise was broken that fell due while routing was there, in ms. */
const latenessIn = async (environment: FaultEnvironment): Promise<number[]> => {
  const { records } = await readTopics(environment.stack.kafka.brokers);
  const opened = new Map(
    records
      .filter(({ type }) => type === "ticket.opened.v1")
      .map(({ key, data }) => [key, Date.parse((data as { at: string }).at)]),
  );
  const away = outages.get(environment) ?? [];
  return records
    .filter(({ type, data }) => type === "sla_target.breached.v1" && data?.target !== "accept")
    .flatMap(({ key, data }) => {
      const { dueAt, at } = data as unknown as Breach;
      const due = Math.max(Date.parse(dueAt), opened.get(key) ?? 0);
      return away.some(({ from, to }) => due >= from && due <= to) ? [] : [Date.parse(at) - due];
    })
    .toSorted((one, other) => one - other);
};

/** With a hundred thousand armed, what is due fires in time, and once, though the process that fires it is killed. */
export const timersUnderKill: Row = {
  number: 19,
  title: "100,000 timers armed; kill -9 of routing while promises break",
  load: { tickets: 60, ratePerSecond: 4 },
  harm: async (scene) => {
    await armMany(scene.environment);
    await promiseTooMuch(scene.environment);
    await killTwice(scene);
  },
  check: async ({ environment, note }) => {
    const late = await latenessIn(environment);
    const p99 = late[Math.min(late.length - 1, Math.floor(late.length * 0.99))] ?? 0;
    note(
      `${late.length} promises broke outside the kills: p50 ${late[late.length >> 1] ?? 0} ms, p99 ${p99} ms late`,
    );
    const [idle] = await onDatabase<{ count: string }>(
      environment,
      "select count(*) as count from routing.timer where key like 'idle %'",
    );
    return [
      ...(late.length < 20 ? [`only ${late.length} promises broke: too few to say anything`] : []),
      ...(p99 > boundMs ? [`p99 ${p99} ms late, ${boundMs} allowed`] : []),
      ...(Number(idle?.count) === armed ? [] : [`${idle?.count} of ${armed} idle timers are left`]),
    ];
  },
};
