import type { SlaTarget } from "@shouwen/contracts/values";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import { withdrawOffer } from "../domain/assignment/offer-ticket.ts";
import { watchTarget } from "../domain/clock/breach-target.ts";
import { overdueSubTask } from "../domain/sub-task/sub-tasks.ts";
import { endGrace } from "../domain/ticket/end-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

const correlationOf = (state: TicketState): string => (state.status === "unknown" ? "" : state.requestId);

export type TimerSources = {
  isCallbackOpen(ticketId: string): Promise<boolean>;
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
};

/** What the clock does to a ticket: promises near and break, offers and sub-tasks run out, the grace window ends. */
export const ticketTimers = (
  store: AggregateStore<TicketState, TicketFact>,
  { isCallbackOpen, ticketContextOf }: TimerSources,
): TimerHandler[] => {
  const ticketContext = async (state: TicketState): Promise<TicketContextAt | undefined> =>
    state.status === "unknown" ? undefined : ticketContextOf(state.propertyId);
  return [
    onTimer({
      kind: "sla_target",
      store,
      correlationOf,
      context: ticketContext,
      decide: ({ data }, state, { context, now }) => {
        if (state.status === "unknown" || !context) return [];
        const { target: name } = data as { target: SlaTarget["name"] };
        return watchTarget({ name, escalation: context(state, now).escalation }, state, now);
      },
    }),
    onTimer({
      kind: "offer",
      store,
      correlationOf,
      context: ticketContext,
      decide: (_due, state, { context, now }) =>
        state.status === "unknown" || !context
          ? []
          : withdrawOffer(context(state, now).escalation, state, now),
    }),
    onTimer({
      kind: "sub_task",
      store,
      correlationOf,
      decide: ({ data }, state, { now }) =>
        overdueSubTask((data as { subTaskId: string }).subTaskId, state, now),
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
};
