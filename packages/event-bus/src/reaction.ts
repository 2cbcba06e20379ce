import type { Span } from "@opentelemetry/api";
import type { DataOf, EventDefinition, Fact } from "@shouwen/contracts/define-event";
import type { AggregateStore, Snapshot } from "./aggregate-store.ts";
import { isInfrastructureError, wasHandledBefore } from "./database.ts";
import { type Consumer, InfrastructureFault, type Message, NotYet, OutOfSequenceEvent } from "./message.ts";
import type { Cause } from "./outbox.ts";
import { apply, type Loaded, type Pending, pendingFor } from "./pending.ts";
import type { Refusal } from "./refusal.ts";
import { Rejection } from "./rejection.ts";
import { maxRounds } from "./shell.ts";
import { failSpan, inContext, startProcess } from "./tracing.ts";

/** Data of one of several definitions, with its type beside it, so that a switch over `type` narrows `data`. */
export type ReceivedEvent<Definition> =
  Definition extends EventDefinition<infer Type>
    ? {
        readonly type: Type;
        readonly data: DataOf<Definition>;
        readonly eventId: string;
        readonly time: string;
        /** Its number among the events of its aggregate, which tells apart two of one millisecond. */
        readonly aggSeq: number;
      }
    : never;

type Reaction<State, F extends Fact, Definition extends EventDefinition, Context> = {
  /** Names the inbox. Never rename: it would handle the past again. */
  readonly name: string;
  readonly on: readonly Definition[];
  readonly store: AggregateStore<State, F>;
  /** Which thing it is about; undefined: none, and the event is only remembered. */
  target(received: ReceivedEvent<Definition>): string | undefined;
  /** What the decisions of a batch need to know besides the state, read at once. */
  context?(received: readonly ReceivedEvent<Definition>[]): Promise<Context>;
};

/** Reacts to events by deciding about one thing each. `decide` is pure; a `not_found` rejection means "not yet". */
export const reaction = <State, F extends Fact, Definition extends EventDefinition, Context = undefined>(
  definition: Reaction<State, F, Definition, Context> & {
    decide(
      received: ReceivedEvent<Definition>,
      state: State,
      about: { context: Context; now: string },
    ): readonly NoInfer<F>[];
  },
): Consumer =>
  stateful(definition, (pending, received, { context, now, cause }) =>
    apply(definition.store.definition, pending, {
      facts: definition.decide(received, pending.state, { context, now }),
      cause,
    }),
  );

/** Keeps a read model: each event sets the state anew. Setting, never counting, makes a replay harmless. */
export const projection = <State, F extends Fact, Definition extends EventDefinition>(
  definition: Reaction<State, F, Definition, undefined> & {
    fold(state: State, received: ReceivedEvent<Definition>): State;
  },
): Consumer =>
  stateful(definition, (pending, received) => {
    pending.state = definition.fold(pending.state, received);
  });

type Step<State, F extends Fact, Definition, Context> = (
  pending: Pending<State, F>,
  received: ReceivedEvent<Definition>,
  about: { context: Context; now: string; cause: Cause },
) => void;

type Work<Definition> = {
  readonly message: Message;
  readonly received: ReceivedEvent<Definition>;
  readonly target: string | undefined;
};

const stateful = <State, F extends Fact, Definition extends EventDefinition, Context>(
  definition: Reaction<State, F, Definition, Context>,
  step: Step<State, F, Definition, Context>,
): Consumer => ({
  name: definition.name,
  types: definition.on.map((event) => event.type),
  handle: async (messages) => {
    const failures = new Map<Message, unknown>();
    let open = messages.map((message) => workOf(definition, message));
    for (let conflicts = 0; open.length > 0 && conflicts < maxRounds; ) {
      const { now, later } = inTurn(behindNoFailure(open, failures));
      const lost = new Set(await oneRound(definition, step, { work: now, failures }));
      if (lost.size > 0) conflicts += 1;
      const left = new Set([...now.filter(({ message }) => lost.has(message)), ...later]);
      open = open.filter((one) => left.has(one));
    }
    for (const { message } of open)
      failures.set(message, new NotYet("somebody else keeps changing the same thing"));
    return failures;
  },
});

/**
 * What may be saved together. One key's events that change different things go one thing after the other: if they were
 * saved at once and the first one lost its race, the key's later event would be handled before it. Found by fault row 4.
 */
const inTurn = <Definition>(
  work: readonly Work<Definition>[],
): { now: readonly Work<Definition>[]; later: readonly Work<Definition>[] } => {
  const targets = new Map<string, string>();
  const waiting = new Set<string>();
  const [now, later]: [Work<Definition>[], Work<Definition>[]] = [[], []];
  for (const one of work) {
    const { key } = one.message;
    const turnOf = targets.get(key) ?? one.target;
    if (turnOf !== undefined) targets.set(key, turnOf);
    if (turnOf !== one.target) waiting.add(key);
    (waiting.has(key) ? later : now).push(one);
  }
  return { now, later };
};

/** A key's later events wait behind one that failed. */
const behindNoFailure = <Definition>(
  work: readonly Work<Definition>[],
  failures: Map<Message, unknown>,
): readonly Work<Definition>[] => {
  const stuck = new Set([...failures.keys()].map(({ key }) => key));
  return work.filter(({ message }) => {
    if (!stuck.has(message.key)) return true;
    failures.set(message, new NotYet("an earlier event of the same key"));
    return false;
  });
};

/** Reads, folds and saves once. Answers the messages whose things changed meanwhile. */
const oneRound = async <State, F extends Fact, Definition extends EventDefinition, Context>(
  definition: Reaction<State, F, Definition, Context>,
  step: Step<State, F, Definition, Context>,
  { work, failures }: { work: readonly Work<Definition>[]; failures: Map<Message, unknown> },
): Promise<readonly Message[]> => {
  if (work.length === 0) return [];
  const spans = new Map(work.map(({ message }) => [message, spanOf(definition.name, message)]));
  try {
    const snapshot = await definition.store.read(
      work.flatMap(({ target }) => (target === undefined ? [] : [target])),
      { consumer: definition.name, eventIds: work.map(({ message }) => message.envelope.id) },
    );
    const context = (await definition.context?.(work.map(({ received }) => received))) as Context;
    const folded = fold({ definition, step, snapshot, context, spans, failures }, work);
    return await saveFolded(definition, folded, snapshot.now);
  } catch (error) {
    for (const { span } of spans.values()) failSpan(span, error);
    throw asFault(error);
  } finally {
    for (const { span } of spans.values()) span.end();
  }
};

const asFault = (error: unknown): unknown =>
  isInfrastructureError(error) ? new InfrastructureFault({ cause: error }) : error;

type OpenSpan = ReturnType<typeof startProcess>;

const spanOf = (consumer: string, message: Message): OpenSpan =>
  startProcess(consumer, { ...message, ...message.envelope, data: message.data });

const workOf = <State, F extends Fact, Definition extends EventDefinition, Context>(
  definition: Reaction<State, F, Definition, Context>,
  message: Message,
): Work<Definition> => {
  const { id, type, time, aggseq } = message.envelope;
  const received = {
    type,
    data: message.data,
    eventId: id,
    time,
    aggSeq: aggseq,
  } as ReceivedEvent<Definition>;
  return { message, received, target: definition.target(received) };
};

type Folding<State, F extends Fact, Definition extends EventDefinition, Context> = {
  readonly definition: Reaction<State, F, Definition, Context>;
  readonly step: Step<State, F, Definition, Context>;
  readonly snapshot: Snapshot<State>;
  readonly context: Context;
  readonly spans: ReadonlyMap<Message, OpenSpan>;
  readonly failures: Map<Message, unknown>;
};

type Folded<State, F extends Fact> = {
  readonly pending: Pending<State, F>;
  readonly messages: Message[];
  readonly refusals: Refusal[];
};

/** Decides message after message in memory. A failed message takes its key's later ones with it, in order. */
const fold = <State, F extends Fact, Definition extends EventDefinition, Context>(
  folding: Folding<State, F, Definition, Context>,
  work: readonly Work<Definition>[],
): Folded<State, F>[] => {
  const folded = new Map<string, Folded<State, F>>();
  const seen = new Set(folding.snapshot.seen);
  const stuck = new Set<string>();
  for (const one of work) {
    const { message } = one;
    const inboxId = `${message.envelope.source} ${message.envelope.id}`;
    if (seen.has(inboxId)) continue;
    if (stuck.has(message.key)) {
      folding.failures.set(message, new NotYet("an earlier event of the same key"));
      continue;
    }
    try {
      foldOne(folding, one, folded);
      seen.add(inboxId);
    } catch (error) {
      stuck.add(message.key);
      folding.failures.set(message, error);
      failSpan((folding.spans.get(message) as OpenSpan).span as Span, error);
    }
  }
  return [...folded.values()];
};

const foldOne = <State, F extends Fact, Definition extends EventDefinition, Context>(
  { definition, step, snapshot, context, spans }: Folding<State, F, Definition, Context>,
  { message, received, target }: Work<Definition>,
  folded: Map<string, Folded<State, F>>,
): void => {
  const { envelope } = message;
  if (message.isOutOfSequence) throw new OutOfSequenceEvent(envelope.type, envelope.aggseq);
  const id = target ?? `none ${envelope.id}`;
  const loaded: Loaded<State> = snapshot.things.get(id) ?? {
    state: definition.store.definition.initial,
    version: 0,
  };
  const entry = folded.get(id) ?? { pending: pendingFor<State, F>(id, loaded), messages: [], refusals: [] };
  const once = { consumer: definition.name, source: envelope.source, eventId: envelope.id };
  const cause: Cause = { actor: null, correlationId: envelope.correlationid, causationId: envelope.id, once };
  if (target !== undefined) {
    const { context: span } = spans.get(message) as OpenSpan;
    const about = { context, now: snapshot.now, cause };
    const refused = inContext(span, () => refusedBy(() => step(entry.pending, received, about)));
    if (refused) entry.refusals.push({ by: definition.name, id, rejection: refused });
  }
  entry.pending.inbox.push(once);
  entry.messages.push(message);
  folded.set(id, entry);
};

/** The rules may say no to a reaction: "no such thing" is "not yet", any other no leaves things as they are. */
const refusedBy = (decide: () => void): Rejection | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    if (error.kind === "not_found") throw new NotYet(error.code, { cause: error });
    return error;
  }
};

const split = <T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] => {
  const groups = Map.groupBy(all, isFirst);
  return [groups.get(true) ?? [], groups.get(false) ?? []];
};

const saveFolded = async <State, F extends Fact, Definition extends EventDefinition, Context>(
  definition: Reaction<State, F, Definition, Context>,
  folded: readonly Folded<State, F>[],
  now: string,
): Promise<readonly Message[]> => {
  if (folded.length === 0) return [];
  try {
    const saved = await definition.store.save(
      folded.map(({ pending }) => pending),
      now,
    );
    const [done, lost] = split(folded, ({ pending }) => saved.has(pending.id));
    for (const refusal of done.flatMap(({ refusals }) => refusals)) definition.store.onRefusal(refusal);
    return lost.flatMap(({ messages }) => messages);
  } catch (error) {
    // Another replica handled one of them meanwhile: read again, and the inbox will say which.
    if (wasHandledBefore(error)) return folded.flatMap(({ messages }) => messages);
    throw error;
  }
};
