import type { DataOf } from "@shouwen/contracts/define-event";
import {
  ticketCancelled,
  ticketClosed,
  ticketQueued,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import { throwFault } from "@shouwen/event-bus/each";
import type { Consumer, Message } from "@shouwen/event-bus/message";
import type { TeamTicket } from "../domain/organisation/team-ticket.ts";

const begins = [ticketQueued, ticketReopened, ticketUnmerged];
const ends = [ticketResolved, ticketClosed, ticketCancelled, ticketMerged];
const beginning: ReadonlySet<string> = new Set(begins.map(({ type }) => type));

/**
 * With which team each ticket stands, so that no team is dissolved under its tickets. Records of the past are nobody's
 * work. Without an inbox: a row is set, and an older event never replaces a newer one.
 */
export const followTicketsOfTeams = (keep: (tickets: readonly TeamTicket[]) => Promise<void>): Consumer => ({
  name: "follow-tickets-of-teams",
  types: [...begins, ...ends].map(({ type }) => type),
  handle: async (messages) => {
    try {
      await keep(messages.filter(isLive).map(standing));
      return new Map();
    } catch (error) {
      throwFault(error);
      return new Map(messages.map((message) => [message, error]));
    }
  },
});

type TicketData = DataOf<typeof ticketQueued | typeof ticketClosed>;

const isLive = ({ data }: Message): boolean => (data as TicketData).mode === "live";

const standing = ({ data, envelope }: Message): TeamTicket => {
  const { ticketId, teamId, propertyId, at } = data as TicketData;
  return { ticketId, teamId, propertyId, at, isOpen: beginning.has(envelope.type), aggSeq: envelope.aggseq };
};
