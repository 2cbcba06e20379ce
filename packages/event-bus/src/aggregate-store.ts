import { eventOfType, isStateTopic } from "@shouwen/contracts/catalogue";
import type { Fact } from "@shouwen/contracts/define-event";
import type { Database } from "./database.ts";
import { pass, passDuring } from "./failpoint.ts";
import { keyReused } from "./key-reused.ts";
import { type InboxKey, outboxRow } from "./outbox.ts";
import type { Loaded, Pending } from "./pending.ts";
import type { OnRefusal } from "./refusal.ts";
import { type Saving, save, saveTogether, type TableShape, type TimerRow } from "./saving.ts";
import { shardOf } from "./shard.ts";
import { carrierOf, inContext } from "./tracing.ts";

/** A due moment that a state wants. `name` is unique within the aggregate. */
export type WantedTimer = {
  readonly name: string;
  readonly kind: string;
  readonly fireAt: string;
  readonly data?: object;
};

/**
 * One kind of thing that this service decides about: where it is kept and how its events change it. `timers` names
 * the due moments that a state wants; what has been armed follows by itself. Only its own facts can be decided about it.
 */
export type AggregateDefinition<State, F extends Fact> = TableShape<F> & {
  readonly initial: State;
  evolve(state: State, fact: F): State;
  row(state: State): Record<string, unknown>;
  timers?(state: State): readonly WantedTimer[];
  /** How many facts it has said, for a thing that also says its whole state. Otherwise that is its version. */
  publishedFacts?(state: State): number;
};

/** What a read for a batch answers: the things, which of the inbox keys are known, and the database's clock. */
export type Snapshot<State> = {
  readonly things: ReadonlyMap<string, Loaded<State>>;
  readonly seen: ReadonlySet<string>;
  readonly now: string;
};

/** Which events or commands a read looks for in the inbox. */
type Asked = {
  readonly consumer: string;
  readonly eventIds: readonly string[];
  readonly once?: InboxKey;
};

/** How a read looks for a command in the inbox. */
export const askedFor = (once: InboxKey): Asked => ({
  consumer: once.consumer,
  eventIds: [once.eventId],
  once,
});

export type AggregateStore<State, F extends Fact> = {
  readonly database: Database;
  readonly definition: AggregateDefinition<State, F>;
  /** Is told when the rules refuse what nobody asked for. */
  readonly onRefusal: OnRefusal;
  /**
   * Reads things, inbox and clock in one statement. Things that are not there have version 0. Throws `keyReused` when the
   * inbox has the command `once`, and it said something else then.
   */
  read(ids: readonly string[], inbox?: Asked): Promise<Snapshot<State>>;
  /** One thing as it is now, or as it begins where it is not there. `once` as for `read`. */
  find(id: string, once?: InboxKey): Promise<State>;
  /** Saves in one statement and wakes the relay. Returns the ids that were saved; the others changed meanwhile. */
  save(pending: readonly Pending<State, F>[], now: string): Promise<Set<string>>;
  /** Saves things that must change together, or none of them: false when any changed meanwhile. */
  saveTogether(pending: readonly Pending<State, F>[], now: string): Promise<boolean>;
};

/** Opens the store of one kind of thing. `source` is the CloudEvents source; `wake` tells the relay of new rows. */
export const openStore = <State, F extends Fact>(
  definition: AggregateDefinition<State, F>,
  runtime: {
    database: Database;
    source: string;
    onRefusal: OnRefusal;
    wake: () => void;
    armed?: (fireAt: string) => void;
  },
): AggregateStore<State, F> => {
  const readText = `
select 'now' as what, null as id, null::bigint as version, to_jsonb(clock_timestamp()) as state
union all select 'thing', id, version, state from ${definition.table} where id = any($1)
union all select 'seen', source || ' ' || event_id, body_digest, null from inbox where consumer = $2 and event_id = any($3)`;
  const tell = (savings: readonly Saving[]): void => {
    if (savings.some((one) => one.events.length > 0)) runtime.wake();
    const soonest = savings.flatMap((one) => one.arm.map((timer) => timer.fireAt)).toSorted()[0];
    if (soonest !== undefined) runtime.armed?.(soonest);
  };
  const read: AggregateStore<State, F>["read"] = async (ids, inbox) => {
    const result = await runtime.database.query<SnapshotRow>({
      name: `read_${definition.table}`,
      text: readText,
      values: [ids, inbox?.consumer ?? "", inbox?.eventIds ?? []],
    });
    if (inbox?.once) requireSameBody(inbox.once, result.rows);
    return snapshotOf<State>(result.rows);
  };
  return {
    database: runtime.database,
    definition,
    onRefusal: runtime.onRefusal,
    read,
    find: async (id, once) =>
      (await read([id], once && askedFor(once))).things.get(id)?.state ?? definition.initial,
    save: async (pending, now) => {
      const changed = pending.filter(isChanged);
      const unchanged = pending.filter((one) => !isChanged(one));
      const savings = changed.map((one) => savingOf(definition, one, { source: runtime.source, now }));
      const remember = unchanged.flatMap((one) => one.inbox);
      if (savings.length + remember.length === 0) return new Set(unchanged.map((one) => one.id));
      const saved = await passDuring("saving", save(runtime.database, definition, { savings, remember }));
      pass("saved");
      tell(savings);
      return saved.union(new Set(unchanged.map((one) => one.id)));
    },
    saveTogether: async (pending, now) => {
      const savings = pending.map((one) => savingOf(definition, one, { source: runtime.source, now }));
      const saved = await passDuring("saving", saveTogether(runtime.database, definition, savings));
      pass("saved");
      if (saved) tell(savings);
      return saved;
    },
  };
};

/** A fired timer must go under the version check, even where nothing was decided: it may have been moved meanwhile. */
const isChanged = <State, F extends Fact>({ facts, state, loaded, fired }: Pending<State, F>): boolean =>
  facts.length > 0 || state !== loaded.state || fired !== undefined;

type SnapshotRow = {
  readonly what: string;
  readonly id: string;
  readonly version: number | null;
  readonly state: unknown;
};

/** A command that was carried out before said the same then, as far as is known. */
const requireSameBody = (once: InboxKey, rows: readonly SnapshotRow[]): void => {
  const before = rows.find(({ what, id }) => what === "seen" && id === `${once.source} ${once.eventId}`);
  const known = before?.version ?? undefined;
  if (known !== undefined && once.digest !== undefined && known !== once.digest) throw keyReused();
};

const snapshotOf = <State>(rows: readonly SnapshotRow[]): Snapshot<State> => {
  const things = new Map<string, Loaded<State>>();
  const seen = new Set<string>();
  let now = "";
  for (const row of rows) {
    if (row.what === "thing") things.set(row.id, { state: row.state as State, version: row.version ?? 0 });
    else if (row.what === "seen") seen.add(row.id);
    else now = new Date(row.state as string).toISOString();
  }
  return { things, seen, now };
};

const savingOf = <State, F extends Fact>(
  definition: AggregateDefinition<State, F>,
  pending: Pending<State, F>,
  about: { source: string; now: string },
): Saving => {
  const { loaded, state, facts } = pending;
  const version = loaded.version + Math.max(facts.length, state === loaded.state ? 0 : 1);
  let said = definition.publishedFacts?.(loaded.state) ?? loaded.version;
  const told = facts.filter(({ fact }) => fact.internal !== true);
  if (told.length < facts.length && !definition.publishedFacts)
    throw new TypeError(`${definition.table} has untold facts, so it must count those that it told`);
  const events = told.map(({ fact, cause, trace }) => {
    const states = isStateTopic(eventOfType(fact.type)?.topic ?? "");
    if (!states) said += 1;
    return inContext(trace, () => outboxRow(fact, { ...about, aggSeq: states ? version : said, cause }));
  });
  return {
    id: pending.id,
    expected: loaded.version,
    version,
    state,
    row: definition.row(state),
    events,
    ...timerChanges(definition, pending),
    inbox: pending.inbox,
    audit: facts.flatMap(({ fact, cause }) => {
      const entry = definition.audit?.(fact);
      return entry ? [{ ...entry, actor: cause.actor ?? "system" }] : [];
    }),
  };
};

/** The difference between the due moments that were wanted and those that are wanted now. */
const timerChanges = <State, F extends Fact>(
  definition: AggregateDefinition<State, F>,
  { id, loaded, state, facts, fired }: Pending<State, F>,
): { arm: TimerRow[]; disarm: string[] } => {
  const keyed = (wanted: readonly WantedTimer[]) =>
    new Map(wanted.map((timer) => [`${id} ${timer.name}`, timer]));
  const before = keyed(loaded.version === 0 ? [] : (definition.timers?.(loaded.state) ?? []));
  const after = keyed(definition.timers?.(state) ?? []);
  const asked = facts.at(-1)?.trace;
  const trace = asked && carrierOf(asked);
  const arm: TimerRow[] = [];
  for (const [key, { kind, fireAt, data }] of after)
    if (before.get(key)?.fireAt !== fireAt)
      arm.push({ key, kind, fireAt, data: { ...data, trace }, shard: shardOf(id) });
  const gone = [...before.keys()].filter((key) => !after.has(key));
  const armed = new Set(arm.map((timer) => timer.key));
  return { arm, disarm: fired === undefined || armed.has(fired) ? gone : [...new Set([...gone, fired])] };
};

/** Deletes due moments of things that are not there any more. */
export const dropTimers = async (database: Database, keys: readonly string[]): Promise<void> => {
  await database.query("delete from timer where key = any($1)", [keys]);
};
