import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import type { TicketWatch } from "../domain/ticket-watch.ts";

/** Kept by `watch-tickets`; null is a ticket that nothing was heard of. */
export const ticketWatchTable: AggregateDefinition<TicketWatch | null> = {
  table: "ticket_watch",
  columns: {
    property_id: "text",
    profile_id: "text",
    category: "text",
    place: "text",
    opened_at: "timestamptz",
    open: "boolean",
  },
  initial: null,
  evolve: (state) => state,
  row: (state) => ({
    property_id: state?.propertyId,
    profile_id: state?.profileId,
    category: state?.category,
    place: state?.place,
    opened_at: state?.openedAt,
    open: state?.open,
  }),
};
