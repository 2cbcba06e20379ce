import type { Fact } from "@shouwen/contracts/define-event";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { decideMany } from "@shouwen/event-bus/shell";
import type { TicketState } from "./domain/ticket/ticket.ts";
import type { TicketFact } from "./domain/ticket/ticket-fact.ts";

/** What is decided about each of many things, and which request it belongs to. */
type Decisions<State, F extends Fact> = {
  /** Names who decides, in the log of what was refused. */
  readonly by: string;
  readonly ids: readonly string[];
  decide(state: State, now: string): readonly F[];
  correlationOf(state: State): string;
};

/**
 * Decides about many things that nobody asked about, and saves them in one statement. Answers how many changed. Those that
 * somebody else changed meanwhile are left for the next turn.
 */
export const decideAllOf = async <State extends { readonly status: string }, F extends Fact>(
  store: AggregateStore<State, F>,
  { by, ids, decide, correlationOf }: Decisions<State, NoInfer<F>>,
): Promise<number> => {
  const { saved, lost } = await decideMany(store, ids, {
    by,
    rounds: 1,
    decide: ({ state }, { now }) =>
      state.status === "unknown"
        ? undefined
        : { facts: decide(state, now), cause: { actor: null, correlationId: correlationOf(state) } },
  });
  return saved.size + lost.length;
};

/** The same for tickets, each of which belongs to its request. */
export const decideAll = (
  tickets: AggregateStore<TicketState, TicketFact>,
  decisions: Omit<Decisions<TicketState, TicketFact>, "correlationOf">,
): Promise<number> =>
  decideAllOf(tickets, {
    ...decisions,
    correlationOf: (state) => (state.status === "unknown" ? "" : state.requestId),
  });
