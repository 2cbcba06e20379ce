import {
  ticketCancelled,
  ticketClosed,
  ticketOpened,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { projection } from "@shouwen/event-bus/reaction";
import type { TicketWatch } from "../domain/ticket-watch.ts";

/** Knows which tickets are open. Records of the past are nobody's open matter. */
export const watchTickets = (watch: AggregateStore<TicketWatch | null>) =>
  projection({
    name: "watch-tickets",
    on: [ticketOpened, ticketReopened, ticketClosed, ticketCancelled],
    store: watch,
    target: ({ data }) => (data.mode === "history" ? undefined : data.ticketId),
    fold: (state, { type, data }) => ({
      propertyId: data.propertyId,
      profileId: data.profileId,
      category: data.category,
      place: type === "ticket.opened.v1" ? data.place : (state?.place ?? null),
      openedAt: type === "ticket.opened.v1" ? data.at : (state?.openedAt ?? data.at),
      open: type === "ticket.opened.v1" || type === "ticket.reopened.v1",
    }),
  });
