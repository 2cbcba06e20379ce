import { callbackCompleted, callbackExpired, callbackScheduled } from "@shouwen/contracts/events/callback";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { projection, reaction } from "@shouwen/event-bus/reaction";
import type { CallbackWatch } from "../domain/callback-watch.ts";
import { endGrace, hearAnswer } from "../domain/end-ticket.ts";
import type { TicketState } from "../domain/ticket.ts";

/** The customer decides: satisfied closes the ticket, dissatisfied reopens it with their words. */
export const hearAnswerOnCallbackCompleted = (tickets: AggregateStore<TicketState>) =>
  reaction({
    name: "hear-answer-on-callback-completed",
    on: [callbackCompleted, callbackExpired],
    store: tickets,
    target: ({ data }) => data.ticketId,
    decide: (heard, state, { now }) =>
      heard.type === "callback.completed.v1"
        ? hearAnswer(heard.data, state, now)
        : endGrace({ callbackOpen: false }, state, now),
  });

/** Knows whether the customer of a ticket is still to be called. */
export const watchCallbacks = (watch: AggregateStore<CallbackWatch>) =>
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
