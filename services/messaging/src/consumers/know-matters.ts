import { requestReceived } from "@shouwen/contracts/events/request";
import {
  ticketCancelled,
  ticketClosed,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-pieces";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { projection } from "@shouwen/event-bus/reaction";
import { type KnownMatter, learn } from "../domain/matter.ts";

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
export const knowMatters = (matters: AggregateStore<KnownMatter, never>) =>
  projection({
    name: "know-matters",
    on: [requestReceived, ...lifeOfTicket],
    store: matters,
    target: ({ data }) => (data.mode === "history" ? undefined : data.ticketId),
    fold: learn,
  });
