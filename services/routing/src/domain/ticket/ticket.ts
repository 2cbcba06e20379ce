import type { DataOf, FactOf } from "@shouwen/contracts/define-event";
import type {
  slaTargetBreached,
  slaTargetMet,
  slaTargetRecalculated,
  slaTargetStarted,
  ticketAccepted,
  ticketCancelled,
  ticketClosed,
  ticketDeclined,
  ticketEscalated,
  ticketEscalatedV1,
  ticketEscalationAcknowledged,
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
  ticketRecategorised,
  ticketReopened,
  ticketReprioritised,
  ticketResolved,
  ticketResumed,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import type {
  ticketLinked,
  ticketMerged,
  ticketReinspected,
  ticketSubTaskAdded,
  ticketSubTaskDone,
  ticketSubTaskOverdue,
  ticketUnmerged,
  ticketViolationNoticeServed,
} from "@shouwen/contracts/events/ticket-pieces";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { TicketFigures } from "./ticket-figures.ts";

export type TicketFact = FactOf<
  | typeof slaTargetBreached
  | typeof slaTargetMet
  | typeof slaTargetRecalculated
  | typeof slaTargetStarted
  | typeof ticketAccepted
  | typeof ticketCancelled
  | typeof ticketClosed
  | typeof ticketDeclined
  | typeof ticketEscalated
  | typeof ticketEscalatedV1
  | typeof ticketEscalationAcknowledged
  | typeof ticketHandedOver
  | typeof ticketHandOverOffered
  | typeof ticketLinked
  | typeof ticketMerged
  | typeof ticketNoteAdded
  | typeof ticketOffered
  | typeof ticketOpened
  | typeof ticketOwnerAssigned
  | typeof ticketOwnerHandedOver
  | typeof ticketOwnerHandOverOffered
  | typeof ticketPaused
  | typeof ticketQueued
  | typeof ticketRecategorised
  | typeof ticketReinspected
  | typeof ticketReopened
  | typeof ticketReprioritised
  | typeof ticketResolved
  | typeof ticketResumed
  | typeof ticketStarted
  | typeof ticketSubTaskAdded
  | typeof ticketSubTaskDone
  | typeof ticketSubTaskOverdue
  | typeof ticketUnmerged
  | typeof ticketViolationNoticeServed
>;

export type TicketStatus =
  | "queued"
  | "offered"
  | "accepted"
  | "in_progress"
  | "waiting"
  | "resolved"
  | "closed"
  | "cancelled"
  | "merged";

type Opened = DataOf<typeof ticketOpened>;

/** A promise on its way: running, paused with the ticket's wait, kept or broken. A broken one can still be kept late. */
export type Target = SlaTarget & {
  readonly state: "running" | "paused" | "breached" | "met";
  /** The ladder has told somebody of it. */
  readonly told?: boolean;
};

/** An offer of the work to one person. A hand-over is one too, made by the handler and without a time limit. */
export type Offer = {
  readonly toStaffId: string;
  readonly acceptBy: string | null;
  readonly from: "queue" | "handler";
};

/** A piece of the work, perhaps of another department. */
export type SubTask = Pick<
  DataOf<typeof ticketSubTaskAdded>,
  | "subTaskId"
  | "title"
  | "forDepartmentId"
  | "forTeamId"
  | "responsibleId"
  | "accompaniedBy"
  | "stage"
  | "planId"
  | "dueAt"
> & { readonly state: "open" | "overdue" | "done" | "not_needed" };

/** A notice of something to be put right. */
export type Notice = {
  readonly noticeId: string;
  readonly dueAt: string;
  readonly repeat: number;
  readonly inspections: number;
  readonly passed: boolean;
};

export type Link = Pick<DataOf<typeof ticketLinked>, "relation" | "otherTicketId">;

/** What whoever takes the ticket must be able to do. */
export type SkillWanted = NonNullable<DataOf<typeof ticketQueued>["skill"]>;

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
  readonly waiting: {
    readonly reason: DataOf<typeof ticketPaused>["reason"];
    readonly since: string;
    /** Missing on tickets that were saved before it was kept. */
    readonly pausesClocks?: boolean;
  } | null;
  readonly targets: readonly Target[];
  readonly escalationLevel: number;
  readonly resolutions: number;
  readonly resolvedAt: string | null;
  readonly closesAt: string | null;
  readonly reopenings: number;
  readonly openedAt: string;
  readonly closedAt: string | null;
  // What follows is missing on tickets that were saved before it was kept, and where there is none of it.
  readonly skill?: SkillWanted | null;
  /** People of the team take it themselves. */
  readonly forClaim?: boolean;
  readonly escalationVersion?: string;
  /** How often each happening was told of by the ladder. */
  readonly alarms?: Readonly<Record<string, number>>;
  /** Who took the escalation upon themselves. */
  readonly acknowledgedBy?: string;
  /** Waits that stopped the clocks and are over. */
  readonly waits?: readonly { readonly from: string; readonly to: string }[];
  readonly subTasks?: readonly SubTask[];
  readonly links?: readonly Link[];
  readonly notice?: Notice;
  /** What became of it when it was last resolved. */
  readonly outcome?: DataOf<typeof ticketResolved>["outcome"];
  readonly merged?: { readonly into: string; readonly from: TicketStatus; readonly at: string } | null;
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
