import type { Fact } from "@shouwen/contracts/define-event";
import { type AggregateStore, apply, type Pending, pendingFor } from "@shouwen/event-bus/aggregate-store";
import { Rejection } from "@shouwen/event-bus/rejection";
import type { TicketState } from "./domain/ticket/ticket.ts";

/** What is decided about each of many things, and which request it belongs to. */
type Decisions<State> = {
  /** Names who decides, in the log of what was refused. */
  readonly by: string;
  readonly ids: readonly string[];
  decide(state: State, now: string): Fact[];
  correlationOf(state: State): string;
};

/**
 * Decides about many things that nobody asked about, and saves them in one statement. Answers how many changed. Those that
 * somebody else changed meanwhile are left for the next turn.
 */
export const decideAllOf = async <State extends { readonly status: string }>(
  store: AggregateStore<State>,
  { by, ids, decide, correlationOf }: Decisions<State>,
): Promise<number> => {
  if (ids.length === 0) return 0;
  const { things, now } = await store.read(ids);
  const pending = ids.flatMap((id): Pending<State>[] => {
    const loaded = things.get(id);
    if (!loaded || loaded.state.status === "unknown") return [];
    const one = pendingFor(id, loaded);
    apply(store.definition, one, {
      facts: decidedOrNone(
        () => decide(loaded.state, now),
        (rejection) => store.onRefusal({ by, id, rejection }),
      ),
      cause: { actor: null, correlationId: correlationOf(loaded.state) },
    });
    return one.facts.length > 0 ? [one] : [];
  });
  if (pending.length > 0) await store.save(pending, now);
  return pending.length;
};

/** The same for tickets, each of which belongs to its request. */
export const decideAll = (
  tickets: AggregateStore<TicketState>,
  decisions: Omit<Decisions<TicketState>, "correlationOf">,
): Promise<number> =>
  decideAllOf(tickets, {
    ...decisions,
    correlationOf: (state) => (state.status === "unknown" ? "" : state.requestId),
  });

/** What the rules refuse of one must not keep the others from being decided. */
const decidedOrNone = (decide: () => Fact[], refused: (rejection: Rejection) => void): Fact[] => {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    refused(error);
    return [];
  }
};
