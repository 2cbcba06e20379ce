import type { Fact } from "@shouwen/contracts/define-event";
import type { Cause, InboxKey } from "./outbox.ts";
import { currentTrace, type TraceContext } from "./tracing.ts";

/** A thing as it was read. Version 0: it is not there. */
export type Loaded<State> = { readonly state: State; readonly version: number };

/** A thing with what was decided about it, on its way to be saved. Nobody outside this package makes one. */
export type Pending<State, F extends Fact> = {
  readonly id: string;
  readonly loaded: Loaded<State>;
  state: State;
  /** Each with the trace in which it was decided: a batch decides for many. */
  readonly facts: { fact: F; cause: Cause; trace: TraceContext }[];
  readonly inbox: InboxKey[];
  fired?: string;
};

export const pendingFor = <State, F extends Fact>(id: string, loaded: Loaded<State>): Pending<State, F> => ({
  id,
  loaded,
  state: loaded.state,
  facts: [],
  inbox: [],
});

/** Adds decided facts and evolves the state by them. */
export const apply = <State, F extends Fact>(
  { evolve }: { evolve(state: State, fact: F): State },
  pending: Pending<State, F>,
  { facts, cause }: { facts: readonly F[]; cause: Cause },
): void => {
  const trace = currentTrace();
  for (const fact of facts) {
    pending.state = evolve(pending.state, fact);
    pending.facts.push({ fact, cause, trace });
  }
};
