import type { Fact } from "@shouwen/contracts/define-event";
import { type AggregateStore, askedFor, type Snapshot } from "./aggregate-store.ts";
import { wasHandledBefore } from "./database.ts";
import type { Cause, InboxKey } from "./outbox.ts";
import { apply, type Loaded, type Pending, pendingFor } from "./pending.ts";
import type { Refusal } from "./refusal.ts";
import { Rejection, rejection } from "./rejection.ts";
import { inContext, type TraceContext } from "./tracing.ts";

/** So often is decided anew about what somebody else changed between our reading and our saving, everywhere. */
export const maxRounds = 4;

const staleVersion = rejection("stale_version", "stale", "It has changed since you read it; read it again");
const changedMeanwhile = rejection(
  "changed_meanwhile",
  "conflict",
  "Others keep changing it at the same moment; try again",
);

/** A thing after it was decided about. */
export type Outcome<State> = {
  readonly state: State;
  readonly version: number;
  readonly facts: readonly Fact[];
  /** The command had been carried out before; nothing was decided again. */
  readonly repeated: boolean;
};

/** What is asked about things of one kind, whoever decides. */
type Order<State> = {
  /** Its `once` is the inbox row that makes a repeat harmless: a repeat answers the state as it is now. */
  readonly cause: Cause;
  /** The version on which whoever asks insists; of several things, that of the first. */
  readonly ifVersion?: number | undefined;
  /** Throws where this thing may not be asked about, also in a repeat. */
  check?(state: State): void;
  /** The request to which a thing belongs; what the cause says where that is empty. */
  readonly correlationOf?: ((state: State) => string) | undefined;
};

export type OneOrder<State, F extends Fact, Prepared> = Order<State> & {
  /** What is looked up for the decision. After the inbox was asked, and again for each attempt: it belongs to the state. */
  prepare?(state: State, now: string): Promise<Prepared>;
  decide(state: State, about: { readonly now: string; readonly prepared: Prepared }): readonly F[];
};

/**
 * Loads one thing, decides, and saves state, outbox, timers and inbox in one statement; a lost race is tried again. Throws
 * what the decision throws, "stale" when the order insists on another version, and "changed meanwhile" (409) after
 * `maxRounds` lost races.
 */
export const decideOne = <State, F extends Fact, Prepared = undefined>(
  store: AggregateStore<State, F>,
  id: string,
  order: OneOrder<State, NoInfer<F>, Prepared>,
): Promise<Outcome<State>> =>
  untilSaved(async () => {
    const { once } = order.cause;
    const snapshot = await store.read([id], once && askedFor(once));
    const loaded = thingIn(store, snapshot, id);
    order.check?.(loaded.state);
    if (isRepeat(snapshot, once)) return { ...loaded, facts: [], repeated: true };
    requireVersion(order, loaded);
    const { now } = snapshot;
    const prepared = (await order.prepare?.(loaded.state, now)) as Prepared;
    const pending = pendingFor<State, F>(id, loaded);
    applyOrder(store, pending, { order, facts: order.decide(loaded.state, { now, prepared }) });
    if (once) pending.inbox.push(once);
    return (await store.save([pending], now)).has(id) ? outcomeOf(pending) : undefined;
  });

export type TogetherOrder<State, F extends Fact> = Order<State> & {
  /** The facts of each, in the order of the ids. */
  decide(states: readonly State[], now: string): readonly (readonly F[])[];
  /**
   * What the decision was based on, as an inbox row: of two that were based on the same only one is saved. Whoever lost is
   * told "changed meanwhile" at once, because what it knew is out of date.
   */
  readonly knowing?: InboxKey;
};

const deadlock = "40P01";

/**
 * Decides about several things of one kind in one statement: all of them change, or none does. Only for what has no
 * meaning by halves, such as an exchange. Throws as `decideOne` does.
 */
export const decideTogether = <State, F extends Fact>(
  store: AggregateStore<State, F>,
  ids: readonly string[],
  order: TogetherOrder<State, NoInfer<F>>,
): Promise<readonly Outcome<State>[]> =>
  untilSaved(async () => {
    const { once } = order.cause;
    const snapshot = await store.read(ids, once && askedFor(once));
    const pending = ids.map((id) => pendingFor<State, F>(id, thingIn(store, snapshot, id)));
    for (const { state } of pending) order.check?.(state);
    if (isRepeat(snapshot, once))
      return pending.map(({ loaded }) => ({ ...loaded, facts: [], repeated: true }));
    addTogether(store, pending, { order, now: snapshot.now });
    const inOrder = pending.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return (await store.saveTogether(inOrder, snapshot.now)) ? pending.map(outcomeOf) : undefined;
  }, order.knowing === undefined);

const addTogether = <State, F extends Fact>(
  store: AggregateStore<State, F>,
  pending: readonly Pending<State, F>[],
  { order, now }: { order: TogetherOrder<State, F>; now: string },
): void => {
  const [first] = pending;
  if (!first) return;
  requireVersion(order, first.loaded);
  const before = pending.map(({ state }) => state);
  const decided = order.decide(before, now);
  for (const [index, one] of pending.entries())
    applyOrder(store, one, { order, facts: decided[index] ?? [] });
  if (order.cause.once) first.inbox.push(order.cause.once);
  if (order.knowing && decided.some((facts) => facts.length > 0)) first.inbox.push(order.knowing);
};

/** What is decided about one thing of a batch. */
export type Decided<F extends Fact> = {
  readonly facts: readonly F[];
  readonly cause: Cause;
  /** The trace to which it belongs. Default: the one that is active. */
  readonly trace?: TraceContext;
};

export type ManyOrder<State, F extends Fact, Context> = {
  /** Names who decides, in the log of what the rules refused. */
  readonly by: string;
  /** The command that asks for the batch. A repeat changes nothing. */
  readonly once?: InboxKey | undefined;
  /** What the decisions need to know besides the states, looked up for all of them at once. */
  context?(things: ReadonlyMap<string, Loaded<State>>, now: string): Promise<Context>;
  /** Undefined, or no facts: it stays as it is. Called for what is there. */
  decide(
    thing: { readonly id: string; readonly state: State },
    about: { readonly now: string; readonly context: Context },
  ): Decided<F> | undefined;
  /** Only answers what would be saved. */
  readonly isDry?: boolean;
  /** How often a lost race is tried again. Default: `maxRounds`; 1 leaves it to the next turn. */
  readonly rounds?: number;
};

/** What became of a batch. */
export type ManyOutcome<State> = {
  readonly saved: ReadonlyMap<string, Outcome<State>>;
  /** Others changed these at the same moment. */
  readonly lost: readonly string[];
  /** What the rules refused, which was logged and counted. */
  readonly refused: readonly Refusal[];
  /** The batch had been carried out before. */
  readonly repeated: boolean;
};

/**
 * Decides about many things in one statement, each saved, lost or refused by itself. What the rules refuse of one keeps no
 * other from being decided. Throws with SQLSTATE 23505 when the cause of one of them was handled before
 * (`wasHandledBefore`).
 */
export const decideMany = async <State, F extends Fact, Context = undefined>(
  store: AggregateStore<State, F>,
  ids: readonly string[],
  order: ManyOrder<State, NoInfer<F>, Context>,
): Promise<ManyOutcome<State>> => {
  const saved = new Map<string, Outcome<State>>();
  const refused: Refusal[] = [];
  let open = [...new Set(ids)];
  let { once } = order;
  for (let round = 1; open.length > 0 && round <= (order.rounds ?? maxRounds); round++) {
    const turn = await oneTurn(store, open, { ...order, once });
    if (turn === "repeated") return { saved, lost: [], refused, repeated: true };
    for (const one of turn.saved) {
      saved.set(one.id, outcomeOf(one));
      if (once && one.inbox.includes(once)) once = undefined;
    }
    refused.push(...turn.refused);
    open = turn.lost;
  }
  for (const refusal of refused) store.onRefusal(refusal);
  return { saved, lost: open, refused, repeated: false };
};

const oneTurn = async <State, F extends Fact, Context>(
  store: AggregateStore<State, F>,
  ids: readonly string[],
  order: ManyOrder<State, F, Context>,
) => {
  const { once } = order;
  const snapshot = await store.read(ids, once && askedFor(once));
  if (isRepeat(snapshot, once)) return "repeated";
  const { pending, refused } = await decidedIn(store, snapshot, { ids, order });
  if (once) pending[0]?.inbox.push(once);
  if (order.isDry || pending.length === 0) return { saved: pending, lost: [], refused };
  try {
    const done = await store.save(pending, snapshot.now);
    const saved = pending.filter(({ id }) => done.has(id));
    const lost = pending.flatMap(({ id }) => (done.has(id) ? [] : [id]));
    return { saved, lost, refused };
  } catch (error) {
    // The same command came twice at one moment, to two replicas.
    if (once && wasHandledBefore(error)) return "repeated";
    throw error;
  }
};

const decidedIn = async <State, F extends Fact, Context>(
  store: AggregateStore<State, F>,
  { things, now }: Snapshot<State>,
  { ids, order }: { ids: readonly string[]; order: ManyOrder<State, F, Context> },
) => {
  const context = (await order.context?.(things, now)) as Context;
  const pending: Pending<State, F>[] = [];
  const refused: Refusal[] = [];
  for (const id of ids) {
    const loaded = things.get(id);
    if (!loaded) continue;
    const decided = orRejection(() => order.decide({ id, state: loaded.state }, { now, context }));
    if (decided instanceof Rejection) refused.push({ by: order.by, id, rejection: decided });
    else if (decided && decided.facts.length > 0) {
      const one = pendingFor<State, F>(id, loaded);
      applyDecided(store, one, decided);
      pending.push(one);
    }
  }
  return { pending, refused };
};

const orRejection = <Result>(decide: () => Result): Result | Rejection => {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};

const applyDecided = <State, F extends Fact>(
  { definition }: AggregateStore<State, F>,
  pending: Pending<State, F>,
  { facts, cause, trace }: Decided<F>,
): void => {
  const add = () => apply(definition, pending, { facts, cause });
  if (trace) inContext(trace, add);
  else add();
  if (cause.once) pending.inbox.push(cause.once);
};

/**
 * Tries until it is saved. A cause that was handled meanwhile (the same command came twice at one moment, or the answer to
 * its first commit was lost) is read again: the inbox says so then. Of two that each held what the other needed, the
 * one that was chosen to give way tries again.
 */
const untilSaved = async <Result>(
  attempt: () => Promise<Result | undefined>,
  isTriedAgain = true,
): Promise<Result> => {
  for (let round = 1; round <= maxRounds; round++) {
    const result = await attempt().catch((error: unknown) => {
      if (wasHandledBefore(error) || (error as { code?: unknown }).code === deadlock) return undefined;
      throw error;
    });
    if (result !== undefined) return result;
    if (!isTriedAgain) break;
  }
  throw changedMeanwhile();
};

const applyOrder = <State, F extends Fact>(
  { definition }: AggregateStore<State, F>,
  pending: Pending<State, F>,
  { order: { cause, correlationOf }, facts }: { order: Order<State>; facts: readonly F[] },
): void => {
  const correlationId = correlationOf?.(pending.state) || cause.correlationId;
  apply(definition, pending, { facts, cause: { ...cause, correlationId } });
};

const thingIn = <State, F extends Fact>(
  { definition }: AggregateStore<State, F>,
  { things }: Snapshot<State>,
  id: string,
): Loaded<State> => things.get(id) ?? { state: definition.initial, version: 0 };

const outcomeOf = <State, F extends Fact>({ state, loaded, facts }: Pending<State, F>): Outcome<State> => ({
  state,
  version: loaded.version + facts.length,
  facts: facts.map(({ fact }) => fact),
  repeated: false,
});

const requireVersion = <State>({ ifVersion }: Order<State>, { version }: Loaded<State>): void => {
  if (ifVersion !== undefined && ifVersion !== version) throw staleVersion({ version });
};

/** Carried out before, by the same person. */
const isRepeat = ({ seen }: Pick<Snapshot<unknown>, "seen">, once: InboxKey | undefined): boolean =>
  once !== undefined && seen.has(`${once.source} ${once.eventId}`);
