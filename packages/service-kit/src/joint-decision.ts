import type { Fact } from "@shouwen/contracts/define-event";
import {
  type AggregateStore,
  apply,
  maxRounds,
  type Pending,
  pendingFor,
} from "@shouwen/event-bus/aggregate-store";
import { wasHandledBefore } from "@shouwen/event-bus/database";
import {
  askedFor,
  type Command,
  demandVersion,
  demandVisible,
  type Rules,
  tooBusy,
  wasSeen,
} from "./decision.ts";

type DecideTogether<State> = (states: readonly State[], now: string) => readonly (readonly Fact[])[];

/** One of the things as it is now. */
type Changed<State> = { readonly state: State; readonly version: number };

/**
 * Carries out a command on several things of one kind: all of them change, or none does. An `If-Match` is about the first.
 * Only for what has no meaning by halves, such as an exchange; everything else decides about one thing.
 */
export type HandleTogether<State> = (
  ids: readonly string[],
  command: Command,
  decide: DecideTogether<State>,
) => Promise<readonly Changed<State>[]>;

const deadlock = "40P01";

/** Makes the handler of commands on several things. Conflicts and repeats are dealt with as for one thing. */
export const jointCommandHandler = <State>(
  store: AggregateStore<State>,
  rules: Rules<State>,
): HandleTogether<State> => {
  const load = async (ids: readonly string[], { cause: { once } }: Command) => {
    const { things, seen, now } = await store.read(ids, once && askedFor(once));
    const unknown = { state: store.definition.initial, version: 0 };
    const pending = ids.map((id) => pendingFor(id, things.get(id) ?? unknown));
    return { pending, now, repeated: once !== undefined && wasSeen(seen, once) };
  };
  const evolve = (one: Pending<State>, facts: readonly Fact[], { cause }: Command) => {
    const correlationId = rules.correlationOf?.(one.state) || cause.correlationId;
    apply(store.definition, one, { facts, cause: { ...cause, correlationId } });
  };
  const attempt = async (ids: readonly string[], command: Command, decide: DecideTogether<State>) => {
    const { once } = command.cause;
    const { pending, now, repeated } = await load(ids, command);
    const before = pending.map(({ state }) => state);
    for (const state of before) demandVisible(rules, command.person, state);
    if (repeated) return pending.map(({ loaded }) => loaded);
    demandVersion(command, pending[0]?.loaded.version ?? 0);
    const decided = decide(before, now);
    for (const [index, one] of pending.entries()) evolve(one, decided[index] ?? [], command);
    if (once) pending[0]?.inbox.push(once);
    const inOrder = pending.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const saved = await store.saveTogether(inOrder, now);
    const changed = pending.map(({ state, loaded, facts }) => ({
      state,
      version: loaded.version + facts.length,
    }));
    return saved ? changed : undefined;
  };
  return async (ids, command, decide) => {
    for (let round = 1; round <= maxRounds; round++) {
      const states = await attempt(ids, command, decide).catch((error: unknown) => {
        // The same command came twice at one moment, or its first commit's answer was lost: read what it did. Or two
        // commands each held what the other needed: the one that was chosen to give way tries again.
        if (wasHandledBefore(error) || (error as { code?: unknown }).code === deadlock) return undefined;
        throw error;
      });
      if (states) return states;
    }
    throw tooBusy();
  };
};
