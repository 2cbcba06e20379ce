import { callbackCompleted, callbackExpired, callbackScheduled } from "@shouwen/contracts/events/callback";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { projection, reaction } from "@shouwen/event-bus/reaction";
import type { CallbackWatch } from "../domain/ticket/callback-watch.ts";
import { endGrace, hearAnswer } from "../domain/ticket/end-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

export type AnswerSources = {
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
};

/**
 * The customer decides: satisfied closes the ticket, dissatisfied reopens it with their words. When nobody could be reached,
 * the ticket closes as soon as its grace window is over too.
 */
export const hearAnswerOnCallbackEnded = (
  tickets: AggregateStore<TicketState, TicketFact>,
  sources: AnswerSources,
) =>
  reaction({
    name: "hear-answer-on-callback-ended",
    on: [callbackCompleted, callbackExpired],
    store: tickets,
    target: ({ data }) => data.ticketId,
    context: async (heard) => {
      const properties = [...new Set(heard.map(({ data }) => data.propertyId))];
      return new Map(
        await Promise.all(properties.map(async (id) => [id, await sources.ticketContextOf(id)] as const)),
      );
    },
    decide: (heard, state, { context, now }) => {
      if (heard.type === "callback.expired.v1") return endGrace({ callbackOpen: false }, state, now);
      const ticketContext = context.get(heard.data.propertyId);
      if (state.status === "unknown" || !ticketContext) return [];
      return hearAnswer({ ...heard.data, ...ticketContext(state, now) }, state, now);
    },
  });

/** Knows whether the customer of a ticket is still to be called. */
export const watchCallbacks = (watch: AggregateStore<CallbackWatch, never>) =>
  projection({
    name: "watch-callbacks",
    on: [callbackScheduled, callbackCompleted, callbackExpired],
    store: watch,
    target: ({ data }) => data.ticketId,
    fold: (state, { type, data }) =>
      data.resolution < state.resolution
        ? state
        : { resolution: data.resolution, open: type === "callback.scheduled.v1" },
  });
