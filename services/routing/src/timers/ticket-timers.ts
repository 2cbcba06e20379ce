import type { SlaTarget } from "@shouwen/contracts/values";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import { withdrawOffer } from "../domain/assignment/offer-ticket.ts";
import { watchTarget } from "../domain/clock/breach-target.ts";
import { overdueSubTask } from "../domain/piece/sub-tasks.ts";
import type { CircumstancesAt } from "../domain/ticket/circumstances.ts";
import { endGrace } from "../domain/ticket/end-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

const correlationOf = (state: TicketState): string => (state.status === "unknown" ? "" : state.requestId);

export type TimerSources = {
  isCallbackOpen(ticketId: string): Promise<boolean>;
  circumstancesOf(propertyId: string): Promise<CircumstancesAt>;
};

/** What the clock does to a ticket: promises near and break, offers and sub-tasks run out, the grace window ends. */
export const ticketTimers = (
  store: AggregateStore<TicketState, TicketFact>,
  { isCallbackOpen, circumstancesOf }: TimerSources,
): TimerHandler[] => {
  const circumstances = async (state: TicketState): Promise<CircumstancesAt | undefined> =>
    state.status === "unknown" ? undefined : circumstancesOf(state.propertyId);
  return [
    onTimer({
      kind: "sla_target",
      store,
      correlationOf,
      context: circumstances,
      decide: ({ data }, state, { context, now }) => {
        if (state.status === "unknown" || !context) return [];
        const { target: name } = data as { target: SlaTarget["name"] };
        return watchTarget({ name, alarm: context(state, now).alarm }, state, now);
      },
    }),
    onTimer({
      kind: "offer",
      store,
      correlationOf,
      context: circumstances,
      decide: (_due, state, { context, now }) =>
        state.status === "unknown" || !context ? [] : withdrawOffer(context(state, now).alarm, state, now),
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
