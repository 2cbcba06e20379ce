import type { Fact } from "@shouwen/contracts/define-event";
import { type AggregateStore, apply, type Pending, pendingFor } from "@shouwen/event-bus/aggregate-store";
import { Rejection } from "@shouwen/service-kit/rejection";
import type { TicketState } from "./domain/ticket/ticket.ts";

/**
 * Decides about many tickets that nobody asked about, and saves them in one statement. Answers how many changed. Those that
 * somebody else changed meanwhile are left for the next turn.
 */
export const decideAll = async (
  tickets: AggregateStore<TicketState>,
  ids: readonly string[],
  decide: (state: TicketState, now: string) => Fact[],
): Promise<number> => {
  if (ids.length === 0) return 0;
  const { things, now } = await tickets.read(ids);
  const pending = ids.flatMap((id): Pending<TicketState>[] => {
    const loaded = things.get(id);
    if (!loaded || loaded.state.status === "unknown") return [];
    const one = pendingFor(id, loaded);
    apply(tickets.definition, one, {
      facts: decidedOrNone(() => decide(loaded.state, now)),
      cause: { actor: null, correlationId: loaded.state.requestId },
    });
    return one.facts.length > 0 ? [one] : [];
  });
  if (pending.length > 0) await tickets.save(pending, now);
  return pending.length;
};

/** What the rules refuse of one ticket must not keep the others from being decided. */
const decidedOrNone = (decide: () => Fact[]): Fact[] => {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Rejection) return [];
    throw error;
  }
};
