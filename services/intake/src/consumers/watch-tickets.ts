import type { DataOf } from "@shouwen/contracts/define-event";
import {
  ticketAccepted,
  ticketCancelled,
  ticketClosed,
  ticketHandedOver,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketQueued,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import type { Consumer, Message } from "@shouwen/event-bus/message";
import type { TicketWatch } from "../domain/ticket-watch.ts";

type Opened = DataOf<typeof ticketOpened>;
type ReceivedEvent = DataOf<typeof ticketClosed> & Partial<Opened>;

/** What was merged goes on in another ticket, which is open itself. */
const over = [ticketClosed.type, ticketCancelled.type, ticketMerged.type] as const;
const goesOn = [ticketOpened.type, ticketReopened.type, ticketUnmerged.type] as const;
/** Who answers for it and who works on it. */
const changesHands = [
  ticketOwnerAssigned.type,
  ticketOwnerHandedOver.type,
  ticketQueued.type,
  ticketAccepted.type,
  ticketHandedOver.type,
] as const;

/**
 * Knows which tickets are open and who their people are. What is kept says which event said it and never gives way to an older one, so no inbox
 * is needed. Records of the past are nobody's open matter: a million of them cost nothing here.
 */
export const watchTickets = (keep: (tickets: readonly TicketWatch[]) => Promise<void>): Consumer => ({
  name: "watch-tickets",
  types: [...goesOn, ...over, ...changesHands],
  handle: async (messages) => {
    const live = messages.filter(({ data }) => (data as ReceivedEvent).mode === "live");
    if (live.length > 0) await keep(live.map(watchOf));
    return new Map();
  },
});

const watchOf = ({ envelope, data }: Message): TicketWatch => {
  const {
    ticketId,
    propertyId,
    profileId,
    category,
    at,
    place = null,
    number = null,
  } = data as ReceivedEvent;
  const { ownerId, handlerId, teamId } = data as ReceivedEvent;
  return {
    ticketId,
    saidBy: envelope.aggseq,
    propertyId,
    profileId,
    category,
    place,
    openedAt: at,
    number,
    open: !over.some((type) => type === envelope.type),
    ownerId,
    handlerId,
    teamId,
  };
};
