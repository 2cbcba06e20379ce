import { requestReceived } from "@shouwen/contracts/events/request";
import {
  ticketCancelled,
  ticketClosed,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { projection } from "@shouwen/event-bus/reaction";
import { type KnownTicket, learn } from "../domain/ticket-summary.ts";

const lifeOfTicket = [
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketReopened,
  ticketClosed,
  ticketCancelled,
  ticketMerged,
  ticketUnmerged,
] as const;

/**
 * Knows what there is to tell about a ticket, whether it is over, and the contact that came with its request. Nothing of
 * the past.
 */
export const knowTickets = (ticketSummaries: AggregateStore<KnownTicket, never>) =>
  projection({
    name: "know-matters",
    on: [requestReceived, ...lifeOfTicket],
    store: ticketSummaries,
    target: ({ data }) => (data.mode === "history" ? undefined : data.ticketId),
    fold: learn,
  });
