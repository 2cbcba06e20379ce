import { requestReceived } from "@shouwen/contracts/events/request";
import { ticketOpened, ticketOwnerAssigned, ticketOwnerHandedOver } from "@shouwen/contracts/events/ticket";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { projection } from "@shouwen/event-bus/reaction";
import { type KnownMatter, learn } from "../domain/matter.ts";

/** Knows what there is to tell about a ticket, and the contact that came with its request. Nothing of the past. */
export const knowMatters = (matters: AggregateStore<KnownMatter>) =>
  projection({
    name: "know-matters",
    on: [requestReceived, ticketOpened, ticketOwnerAssigned, ticketOwnerHandedOver],
    store: matters,
    target: ({ data }) => (data.mode === "history" ? undefined : data.ticketId),
    fold: learn,
  });
