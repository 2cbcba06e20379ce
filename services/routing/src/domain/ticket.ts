import type { DataOf, FactOf } from "@shouwen/contracts/define-event";
import type {
  slaTargetBreached,
  slaTargetMet,
  slaTargetStarted,
  ticketAccepted,
  ticketCancelled,
  ticketClosed,
  ticketDeclined,
  ticketEscalated,
  ticketHandedOver,
  ticketHandOverOffered,
  ticketNoteAdded,
  ticketOffered,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketOwnerHandOverOffered,
  ticketPaused,
  ticketQueued,
  ticketReopened,
  ticketReprioritised,
  ticketResolved,
  ticketResumed,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { TicketFigures } from "./ticket-figures.ts";

export type TicketFact = FactOf<
  | typeof ticketOpened
  | typeof ticketOwnerAssigned
  | typeof ticketOwnerHandOverOffered
  | typeof ticketOwnerHandedOver
  | typeof ticketQueued
  | typeof ticketOffered
  | typeof ticketDeclined
  | typeof ticketAccepted
  | typeof ticketStarted
  | typeof ticketPaused
  | typeof ticketResumed
  | typeof ticketHandOverOffered
  | typeof ticketHandedOver
  | typeof ticketEscalated
  | typeof ticketNoteAdded
  | typeof ticketResolved
  | typeof ticketReopened
  | typeof ticketReprioritised
  | typeof ticketClosed
  | typeof ticketCancelled
  | typeof slaTargetStarted
  | typeof slaTargetMet
  | typeof slaTargetBreached
>;

export type TicketStatus =
  | "queued"
  | "offered"
  | "accepted"
  | "in_progress"
  | "waiting"
  | "resolved"
  | "closed"
  | "cancelled";

type Opened = DataOf<typeof ticketOpened>;

/** A promise on its way: running, paused with the ticket's wait, kept or broken. A broken one can still be kept late. */
export type Target = SlaTarget & { readonly state: "running" | "paused" | "breached" | "met" };

/** An offer of the work to one person. A hand-over is one too, made by the handler and without a time limit. */
export type Offer = {
  readonly toStaffId: string;
  readonly acceptBy: string | null;
  readonly from: "queue" | "handler";
};

/** A ticket that was opened: what was asked, who answers for it, who works on it, and by when. */
export type Ticket = Pick<
  Opened,
  | "ticketId"
  | "requestId"
  | "propertyId"
  | "kind"
  | "category"
  | "priority"
  | "tier"
  | "profileId"
  | "language"
  | "channel"
  | "place"
  | "summary"
  | "words"
  | "mode"
  | "occurredAt"
  | "receivedAt"
  | "replyBy"
> & {
  readonly status: TicketStatus;
  /** First-contact owner: answers for the ticket until it closes. Changes only by an accepted hand-over. */
  readonly ownerId: string | null;
  readonly ownershipOfferedTo: string | null;
  /** Who works on it now. */
  readonly handlerId: string | null;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly offer: Offer | null;
  readonly offers: number;
  readonly offeredAt: string | null;
  /** Who declined or let the time pass since the ticket was last queued: not offered to them again. */
  readonly declinedBy: readonly string[];
  /** The team has been told that nobody fits. */
  readonly noHandlerTold: boolean;
  readonly waiting: { readonly reason: DataOf<typeof ticketPaused>["reason"]; readonly since: string } | null;
  readonly targets: readonly Target[];
  readonly escalationLevel: number;
  readonly resolutions: number;
  readonly resolvedAt: string | null;
  readonly closesAt: string | null;
  readonly reopenings: number;
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** Missing on tickets that were saved before figures were kept. */
  readonly figures?: TicketFigures;
};

/** A ticket as routing keeps it; `unknown` before its request arrived. */
export type TicketState = { readonly status: "unknown" } | Ticket;

export const unknownTicket: TicketState = { status: "unknown" };

/** What every event of a ticket repeats. */
export const about = (ticket: Ticket, now: string) => ({
  ticketId: ticket.ticketId,
  propertyId: ticket.propertyId,
  kind: ticket.kind,
  category: ticket.category,
  priority: ticket.priority,
  tier: ticket.tier,
  profileId: ticket.profileId,
  language: ticket.language,
  ownerId: ticket.ownerId,
  handlerId: ticket.handlerId,
  departmentId: ticket.departmentId,
  teamId: ticket.teamId,
  mode: ticket.mode,
  at: now,
});
