import type { DataOf, EventDefinition, Fact } from "@shouwen/contracts/define-event";
import type { AggregateStore } from "./aggregate-store.ts";
import { isInfrastructureError } from "./database.ts";
import { type Consumer, InfrastructureFault, type Message, NotYet } from "./message.ts";
import type { Cause } from "./outbox.ts";
import { decideMany } from "./shell.ts";

/** Decides about several things, each by itself. */
export type DecideEach<State, F extends Fact> = (
  ids: readonly string[],
  cause: Cause,
  decide: (state: State, now: string) => readonly F[],
) => Promise<void>;

/** For decisions that an event causes about many things. They must be harmless when they are made twice. */
export const decideEach =
  <State, F extends Fact>(store: AggregateStore<State, F>): DecideEach<State, F> =>
  async (ids, cause, decide) => {
    const { lost } = await decideMany(store, ids, {
      by: store.definition.table,
      decide: ({ state }, { now }) => ({ facts: decide(state, now), cause }),
    });
    if (lost.length > 0) throw new NotYet("somebody else keeps changing the same thing");
  };

/**
 * Handles each event by itself, in the order of its key. Without an inbox: `handle` must be harmless when it is
 * repeated, as what sets a state is.
 */
export const onEach = <Definition extends EventDefinition>(
  name: string,
  on: Definition,
  handle: (data: DataOf<Definition>, cause: Cause) => Promise<void>,
): Consumer => ({
  name,
  types: [on.type],
  handle: async (messages) => {
    const failures = new Map<Message, unknown>();
    const stuck = new Set<string>();
    for (const message of messages) {
      const { correlationid: correlationId, id: causationId } = message.envelope;
      try {
        if (stuck.has(message.key)) throw new NotYet("an earlier event of the same key");
        await handle(message.data as DataOf<Definition>, { actor: null, correlationId, causationId });
      } catch (error) {
        throwFault(error);
        stuck.add(message.key);
        failures.set(message, error);
      }
    }
    return failures;
  },
});

/** What we stand on failing is not the message failing. */
export const throwFault = (cause: unknown): void => {
  if (isInfrastructureError(cause)) throw new InfrastructureFault({ cause });
};
