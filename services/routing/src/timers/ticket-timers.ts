import type { SlaTarget } from "@shouwen/contracts/values";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import { breachTarget } from "../domain/breach-target.ts";
import { endGrace } from "../domain/end-ticket.ts";
import { withdrawOffer } from "../domain/offer-ticket.ts";
import type { TicketState } from "../domain/ticket.ts";

const correlationOf = (state: TicketState): string => (state.status === "unknown" ? "" : state.requestId);

/** What the clock does to a ticket: promises break, offers run out, the grace window ends. */
export const ticketTimers = (
  store: AggregateStore<TicketState>,
  isCallbackOpen: (ticketId: string) => Promise<boolean>,
): TimerHandler[] => [
  onTimer({
    kind: "sla_target",
    store,
    correlationOf,
    decide: ({ data }, state, { now }) =>
      breachTarget((data as { target: SlaTarget["name"] }).target, state, now),
  }),
  onTimer({
    kind: "offer",
    store,
    correlationOf,
    decide: (_due, state, { now }) => withdrawOffer(state, now),
  }),
  onTimer({
    kind: "grace",
    store,
    correlationOf,
    context: (state) =>
      state.status === "unknown" ? Promise.resolve(false) : isCallbackOpen(state.ticketId),
    decide: (_due, state, { context: callbackOpen, now }) => endGrace({ callbackOpen }, state, now),
  }),
];
