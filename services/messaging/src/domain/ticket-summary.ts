import type { FactOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import type {
  ticketCancelled,
  ticketClosed,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import type { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import type { Instant, Kind, Language, Sealed } from "@shouwen/contracts/values";

/** What is known of a ticket whose customer may be told something. */
export type KnownTicket = {
  readonly ticket: {
    readonly ticketId: string;
    /** Missing for a ticket that was opened before tickets were counted. */
    readonly number?: string | null;
    readonly requestId: string;
    readonly propertyId: string;
    readonly profileId: string | null;
    readonly kind: Kind;
    readonly language: Language;
    readonly summary: string;
    readonly place: string | null;
    readonly replyBy: Instant | null;
  } | null;
  readonly ownerId: string | null;
  /** Closed, cancelled or merged: what its customer writes now is about something new. Missing: not over. */
  readonly over?: boolean;
  /** The ticket in which a merged one goes on. */
  readonly mergedInto?: string | null;
  /** The contact that came with the request; undefined until the request was heard. */
  readonly contact?: Sealed | null;
};

export const nothingKnown: KnownTicket = { ticket: null, ownerId: null };

type ReceivedEvent = FactOf<
  | typeof requestReceived
  | typeof ticketOpened
  | typeof ticketOwnerAssigned
  | typeof ticketOwnerHandedOver
  | typeof ticketReopened
  | typeof ticketClosed
  | typeof ticketCancelled
  | typeof ticketMerged
  | typeof ticketUnmerged
>;

/** What is known after one more event. Each sets, none counts, so hearing one again changes nothing. */
export const learn = (ticketSummary: KnownTicket, { type, data }: ReceivedEvent): KnownTicket => {
  switch (type) {
    case "request.received.v1":
      return { ...ticketSummary, contact: data.contact };
    case "ticket.opened.v1":
      return {
        ...ticketSummary,
        ownerId: ticketSummary.ownerId ?? data.ownerId,
        ticket: {
          ticketId: data.ticketId,
          number: data.number ?? null,
          requestId: data.requestId,
          propertyId: data.propertyId,
          profileId: data.profileId,
          kind: data.kind,
          language: data.language,
          summary: data.summary,
          place: data.place,
          replyBy: data.replyBy,
        },
      };
    case "ticket.owner_assigned.v1":
    case "ticket.owner_handed_over.v1":
      return { ...ticketSummary, ownerId: data.ownerId };
    case "ticket.closed.v1":
    case "ticket.cancelled.v1":
      return { ...ticketSummary, over: true };
    case "ticket.merged.v1":
      return { ...ticketSummary, over: true, mergedInto: data.intoTicketId };
    case "ticket.reopened.v1":
    case "ticket.unmerged.v1":
      return { ...ticketSummary, over: false, mergedInto: null };
  }
};
