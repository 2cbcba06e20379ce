import type { DataOf } from "@shouwen/contracts/define-event";
import {
  ticketCancelled,
  ticketClosed,
  ticketOpened,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import type { Consumer, Message } from "@shouwen/event-bus/message";
import type { TicketWatch } from "../domain/ticket-watch.ts";

type Opened = DataOf<typeof ticketOpened>;
type Heard = DataOf<typeof ticketClosed> & Partial<Opened>;

/**
 * Knows which tickets are open. What is kept says which event said it and never gives way to an older one, so no inbox
 * is needed. Records of the past are nobody's open matter: a million of them cost nothing here.
 */
export const watchTickets = (keep: (tickets: readonly TicketWatch[]) => Promise<void>): Consumer => ({
  name: "watch-tickets",
  types: [ticketOpened.type, ticketReopened.type, ticketClosed.type, ticketCancelled.type],
  handle: async (messages) => {
    const live = messages.filter(({ data }) => (data as Heard).mode === "live");
    if (live.length > 0) await keep(live.map(watchOf));
    return new Map();
  },
});

const watchOf = ({ envelope, data }: Message): TicketWatch => {
  const { ticketId, propertyId, profileId, category, at, place = null } = data as Heard;
  return {
    ticketId,
    saidBy: envelope.aggseq,
    propertyId,
    profileId,
    category,
    place,
    openedAt: at,
    open: envelope.type === ticketOpened.type || envelope.type === ticketReopened.type,
  };
};
