import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { newId } from "@shouwen/event-bus/ids";
import type { Consumer } from "@shouwen/event-bus/message";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { projection, reaction } from "@shouwen/event-bus/reaction";
import { shardOf } from "@shouwen/event-bus/shard";
import { onTimer } from "@shouwen/event-bus/timers";
import { type BenchEnvironment, openBenchEnvironment, someFact } from "../bench-environment.ts";
import { type Figure, ms, percentile, perSecond } from "../figure.ts";
import { onSite } from "../site.ts";

const things = 4_000;
const eventsPerThing = 20;
const events = things * eventsPerThing;
const pollMs = 20;

const until = async (isSo: () => boolean | Promise<boolean>, withinMs = 120_000): Promise<void> => {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
};

const rowsToSend = () => {
  const ids = Array.from({ length: things }, () => newId("tic"));
  const about = { source: "/services/bench", now: new Date().toISOString() };
  const cause = { actor: null, correlationId: "bench" };
  return Array.from({ length: eventsPerThing }, (_, round) =>
    ids.map((id) => outboxRow(someFact(id), { ...about, aggSeq: round + 1, cause })),
  ).flat();
};

/** P5: what waits in the outbox until it is acknowledged by the broker, deleted and archived. */
const relayRate = async (environment: BenchEnvironment): Promise<number> => {
  await environment.fill(rowsToSend());
  await environment.database.query("analyze outbox");
  const began = performance.now();
  const bus = await environment.start("bench-relay", {});
  await until(async () => (await environment.database.query("select from outbox limit 1")).rows.length === 0);
  const tookMs = performance.now() - began;
  await bus.stop();
  return (events * 1_000) / tookMs;
};

/** How fast a consumer gets through what lies on the topic, from its first batch to its last. */
const consumeRate = async (environment: BenchEnvironment, consumer: Consumer): Promise<number> => {
  let [first, last, handled] = [0, 0, 0];
  const counting: Consumer = {
    ...consumer,
    handle: async (messages) => {
      first ||= performance.now();
      const failures = await consumer.handle(messages);
      handled += messages.length;
      last = performance.now();
      return failures;
    },
  };
  // As a service that hears all of it for the first time.
  await environment.database.query("truncate last_agg_seq");
  const bus = await environment.start(consumer.name, { consumers: [counting] });
  await until(() => handled >= events);
  await bus.stop();
  return (events * 1_000) / (last - first);
};

const armed = 100_000;
const due = 4_000;
const dueWithinSeconds = 20;

// Due moments spread evenly, from two seconds on; and many more that are not due for a day.
const armText = `
with t as (
  select 'tic_' || gen_random_uuid() as id, n, case when n < $2
    then clock_timestamp() + interval '2 seconds' + n * ($3::float8 / $2) * interval '1 second'
    else clock_timestamp() + interval '1 day' + n * interval '1 millisecond' end as at
  from generate_series(0, $1::int - 1) as n
), things as (
  insert into tally (id, version, state, heard)
  select id, 1, jsonb_build_object('heard', 0, 'said', 0, 'fireAt', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), 0 from t
)
select id, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from t`;

const timerText = `
insert into timer (key, fire_at, kind, aggregate_id, shard, data)
select id || ' due', at, 'due', id, shard, '{}'::jsonb
from unnest($1::text[], $2::timestamptz[], $3::smallint[]) as t(id, at, shard)`;

/** P4: how late due moments are decided, by the database's clock, with many armed that are not due. */
const timerLateness = async ({ database, tallies, start }: BenchEnvironment): Promise<number[]> => {
  const { rows } = await database.query<{ id: string; at: string }>(armText, [armed, due, dueWithinSeconds]);
  await database.query(timerText, [
    rows.map(({ id }) => id),
    rows.map(({ at }) => at),
    rows.map(({ id }) => shardOf(id)),
  ]);
  await database.query("analyze timer");
  const late: number[] = [];
  const bus = await start("bench-timers", {
    timers: [
      onTimer({
        kind: "due",
        store: tallies,
        correlationOf: () => "bench",
        decide: (timer, _state, { now }) => {
          late.push(Date.parse(now) - Date.parse(timer.fireAt));
          return [someFact(timer.aggregateId)];
        },
      }),
    ],
  });
  await until(() => late.length >= due, 2 * dueWithinSeconds * 1_000);
  await bus.stop();
  return late;
};

const rate = (name: string, what: string, { value, reach }: { value: number; reach: number }): Figure => ({
  name,
  what,
  value: perSecond(value),
  reach: `≥ ${perSecond(reach)}`,
  reached: value >= reach,
});

/** P4 to P8: the event runtime by itself, one process on a real PostgreSQL and a real Kafka. */
export const measureRuntime = (): Promise<Figure[]> =>
  onSite({ services: [], demo: false }, async (site) => {
    const environment = await openBenchEnvironment(site);
    const { tallies, copies } = environment;
    const relay = await relayRate(environment);
    const consumer = await consumeRate(
      environment,
      reaction({
        name: "bench-react",
        on: [ticketAccepted],
        store: tallies,
        target: ({ data }) => data.ticketId,
        decide: () => [],
      }),
    );
    const rebuild = await consumeRate(
      environment,
      projection({
        name: "bench-rebuild",
        on: [ticketAccepted],
        store: copies,
        target: ({ data }) => data.ticketId,
        fold: (state) => ({ ...state, heard: state.heard + 1 }),
      }),
    );
    const late = await timerLateness(environment);
    await environment.close();
    return [
      {
        name: "P4",
        what: `lateness of ${due} due moments in ${dueWithinSeconds} s with ${armed.toLocaleString("en-US")} armed (p50 / p99 / max; earliest ${ms(Math.min(...late))})`,
        value: `${ms(percentile(late, 0.5))} / ${ms(percentile(late, 0.99))} / ${ms(Math.max(...late))}`,
        reach: "p99 ≤ 250 ms, none early",
        reached: percentile(late, 0.99) <= 250 && Math.min(...late) >= 0,
      },
      rate("P5", "relay: outbox to acknowledged, deleted and archived", { value: relay, reach: 15_000 }),
      rate("P6", "consumer with inbox, nothing decided", { value: consumer, reach: 10_000 }),
      rate("P8", "rebuild of a read model from its topic", { value: rebuild, reach: 10_000 }),
    ];
  });
