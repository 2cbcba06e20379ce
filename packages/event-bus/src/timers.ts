import type { Fact } from "@shouwen/contracts/define-event";
import { type AggregateStore, dropTimers } from "./aggregate-store.ts";
import { type Database, isInfrastructureError } from "./database.ts";
import { timerFailed } from "./failed-timers.ts";
import { pass } from "./failpoint.ts";
import type { Log } from "./log.ts";
import { NotYet } from "./message.ts";
import { apply, pendingFor } from "./pending.ts";
import { ownsAll } from "./shard-claims.ts";
import { maxRounds } from "./shell.ts";
import { type TraceHeaders, traceDelayed } from "./tracing.ts";
import { watchUnhandledTimers } from "./unhandled-timers.ts";
import { type Loop, startLoop } from "./waker.ts";

/** A due moment that has come. */
export type DueTimer = {
  readonly key: string;
  readonly kind: string;
  readonly aggregateId: string;
  readonly fireAt: string;
  readonly data: unknown;
  /** How often it has failed. */
  readonly tries: number;
};

/** What is to be decided when a due moment of one kind comes. */
export type TimerHandler = { readonly kind: string; fire(due: DueTimer): Promise<void> };

type TimerReaction<State, F extends Fact, Context> = {
  readonly kind: string;
  readonly store: AggregateStore<State, F>;
  correlationOf(state: State): string;
  /** What the decision needs to know besides the state. */
  context?(state: State): Promise<Context>;
  decide(due: DueTimer, state: State, about: { context: Context; now: string }): readonly NoInfer<F>[];
};

/**
 * Fires due moments of one kind of thing: loads it, decides, and saves under its version together with the removal of
 * the timer. A thing that changed meanwhile is loaded again; it may have moved or cancelled the moment.
 */
export const onTimer = <State, F extends Fact, Context = undefined>(
  definition: TimerReaction<State, F, Context>,
): TimerHandler => ({
  kind: definition.kind,
  fire: (due) => {
    const { trace: origin } = due.data as { trace?: TraceHeaders };
    const attributes = { "shouwen.aggregate.id": due.aggregateId };
    return traceDelayed({ name: `timer ${due.kind}`, origin, attributes }, () => fireOnce(definition, due));
  },
});

const fireOnce = async <State, F extends Fact, Context>(
  definition: TimerReaction<State, F, Context>,
  due: DueTimer,
): Promise<void> => {
  const { store } = definition;
  for (let round = 1; round <= maxRounds; round++) {
    const { things, now } = await store.read([due.aggregateId]);
    const loaded = things.get(due.aggregateId);
    if (!loaded) return dropTimers(store.database, [due.key]);
    if (!isStillWanted(store, loaded.state, due)) return dropStale(store.database, due);
    const pending = pendingFor<State, F>(due.aggregateId, loaded);
    pending.fired = due.key;
    const cause = { actor: null, correlationId: definition.correlationOf(loaded.state) };
    const context = (await definition.context?.(loaded.state)) as Context;
    const facts = definition.decide(due, loaded.state, { context, now });
    apply(store.definition, pending, { facts, cause });
    pass("timer_decided");
    if ((await store.save([pending], now)).has(due.aggregateId)) return;
  }
  throw new NotYet("somebody else keeps changing the same thing");
};

/** Moved or cancelled since it was read: what the state wants now is what counts. */
const isStillWanted = <State, F extends Fact>(
  store: AggregateStore<State, F>,
  state: State,
  due: DueTimer,
): boolean => {
  const wanted = store.definition.timers?.(state) ?? [];
  const mine = wanted.find((timer) => `${due.aggregateId} ${timer.name}` === due.key);
  return mine !== undefined && Date.parse(mine.fireAt) === Date.parse(due.fireAt);
};

const dropStale = async (database: Database, due: DueTimer): Promise<void> => {
  await database.query("delete from timer where key = $1 and fire_at = $2", [due.key, due.fireAt]);
};

const perTurn = 200;
const idleMs = 100;
const aloneIdleMs = 1_000;

// now() and not clock_timestamp(): no index serves a volatile function. With 200,000 armed and none due, 0.03 ms and
// not 283; the statement began at now(), so nothing fires early.
const dueText = `
select key, kind, aggregate_id as "aggregateId", fire_at as "fireAt", data, tries
from timer
where fire_at <= now() and (next_try_at is null or next_try_at <= now()) and shard = any($1) and kind = any($2)
order by fire_at limit ${perTurn}`;

const nextText = `
select greatest(0, extract(epoch from least(
  (select fire_at from timer where next_try_at is null and shard = any($1) and kind = any($2) order by fire_at limit 1),
  (select min(next_try_at) from timer where next_try_at is not null and shard = any($1) and kind = any($2))
) - clock_timestamp()) * 1000)::float8 as ms`;

/** The loop that fires due moments. It is told of moments armed in this process, which may come before its next look. */
export type Timers = Pick<Loop, "stop"> & {
  armed(fireAt: string): void;
  /** Which armed timers nobody here can fire, in words for an operator; undefined when there are none. */
  unhandled(): string | undefined;
};

type TimerOptions = {
  readonly database: Database;
  readonly handlers: readonly TimerHandler[];
  readonly owned: () => readonly number[];
  readonly log: Log;
};

/**
 * Fires what is due, never early, by the database's clock; sleeps until the next due moment or 100 ms. One that fails
 * waits by itself and holds no other up.
 */
export const startTimers = async (options: TimerOptions): Promise<Timers> => {
  const byKind = new Map(options.handlers.map((handler) => [handler.kind, handler]));
  const kinds = [...byKind.keys()];
  const unhandled = await watchUnhandledTimers({ ...options, kinds });
  let nextLookAt = 0;
  const loop = startLoop({
    idleMs,
    onError: (error) =>
      options.log.warn({ error: (error as Error).message }, "timers cannot be fired; trying again"),
    turn: async () => {
      const { rows } = await options.database.query<DueTimer>({
        name: "timers_due",
        text: dueText,
        values: [options.owned(), kinds],
      });
      await fireAll(options, byKind, rows);
      if (rows.length === perTurn) return true;
      const pauseMs = await untilNext(options, kinds);
      nextLookAt = Date.now() + pauseMs;
      return pauseMs;
    },
  });
  return {
    armed: (fireAt) => {
      if (Date.parse(fireAt) < nextLookAt) loop.wake();
    },
    unhandled: unhandled.reason,
    stop: async () => {
      await Promise.all([loop.stop(), unhandled.stop()]);
    },
  };
};

/** Throws only when the database failed, which is nobody's failure and uses up no tries. */
const fireAll = async (
  options: TimerOptions,
  byKind: ReadonlyMap<string, TimerHandler>,
  due: readonly DueTimer[],
): Promise<void> => {
  const outcomes = await Promise.allSettled(due.map(async (one) => byKind.get(one.kind)?.fire(one)));
  for (const [index, outcome] of outcomes.entries()) {
    const one = due[index];
    if (one && outcome.status === "rejected") await setBack(options, one, outcome.reason);
  }
};

const setBack = async ({ database, log }: TimerOptions, due: DueTimer, error: unknown): Promise<void> => {
  if (isInfrastructureError(error)) throw error;
  const givenUp = await timerFailed(database, due, error);
  const { kind, aggregateId, tries } = due;
  const about = { kind, aggregateId, tries: tries + 1, error: (error as Error).name };
  if (givenUp) log.error(about, "timer given up; see dead letters");
  else log.warn(about, "timer did not fire; trying again later");
};

/** How long nothing is due. Alone, whoever arms a moment tells us; else another replica may arm one for our shards. */
const untilNext = async (
  options: Pick<TimerOptions, "database" | "owned">,
  kinds: readonly string[],
): Promise<number> => {
  const next = await options.database.query<{ ms: number | null }>({
    name: "timers_next",
    text: nextText,
    values: [options.owned(), kinds],
  });
  const longestMs = ownsAll(options.owned()) ? aloneIdleMs : idleMs;
  return Math.max(1, Math.min(longestMs, next.rows[0]?.ms ?? longestMs));
};
