import type { DataOf } from "@shouwen/contracts/define-event";
import type {
  ticketOpened,
  ticketPaused,
  ticketQueued,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import type { ticketLinked, ticketSubTaskAdded } from "@shouwen/contracts/events/ticket-sub-tasks";
import { sayPriority } from "@shouwen/contracts/priority";
import type { Priority, SlaTarget } from "@shouwen/contracts/values";

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

/** There is work to do, or somebody at it. */
export const workOpen = [
  "queued",
  "offered",
  "accepted",
  "in_progress",
  "waiting",
] as const satisfies TicketStatus[];

/** The customer has the last word still to say. */
export const notEnded = [...workOpen, "resolved"] as const satisfies TicketStatus[];

/** Whatever became of it, unless it goes on in another ticket. */
export const standsAlone = [...notEnded, "closed", "cancelled"] as const satisfies TicketStatus[];

export const isWorkOpen = ({ status }: TicketState): boolean => workOpen.some((one) => one === status);

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

/**
 * What a ticket's life adds up to, kept with it event by event. Nothing is ever taken back: a ticket that was reopened
 * keeps its first resolution beside its last.
 */
export type TicketFigures = {
  /** When somebody took it for the first time. */
  readonly firstTouchAt: string | null;
  readonly firstResolvedAt: string | null;
  readonly lastResolvedAt: string | null;
  readonly lastClosedAt: string | null;
  /** How long it waited for somebody or something, in ms by the clock on the wall. */
  readonly waitedMs: number;
  /** The part of it before the last resolution. */
  readonly waitedBeforeResolutionMs: number;
  /** How often the handler changed: from one person to another; the first does not count. */
  readonly handlerChanges: number;
  /** How often somebody else than the one before did something on it, the closing left out: closing is no work. */
  readonly handOvers: number;
  /** The same with the closing. */
  readonly actorChanges: number;
  readonly escalations: number;
  readonly lastHandlerId: string | null;
  readonly lastActorId: string | null;
  readonly lastWorkerId: string | null;
};

/** A ticket that was opened: what was asked, who answers for it, who works on it, and by when. */
export type Ticket = Pick<
  Opened,
  | "ticketId"
  | "requestId"
  | "propertyId"
  | "kind"
  | "category"
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
  readonly priority: Priority;
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
  /** Those whom the ladder names have been told that nobody fits. */
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
  /** Who offered the ownership; null: nobody by hand. Missing where nothing was offered since it is kept. */
  readonly ownershipOfferedBy?: string | null;
  // What follows is missing on tickets that were saved before it was kept, and where there is none of it.
  /** What people call it. */
  readonly number?: string;
  readonly skill?: SkillWanted | null;
  /** When the customer wrote something that nobody has answered to yet. */
  readonly customerWroteAt?: string | null;
  /** People of the team take it themselves. */
  readonly forClaim?: boolean;
  readonly escalationVersion?: string;
  /** The versions under which its promises are made: those of its opening, until somebody recalculates. */
  readonly pinned?: Pick<SlaTarget, "policyVersion" | "calendarVersion">;
  /** Those whom the ladder names have been told that nobody owns it, or nobody who still works here. */
  readonly noOwnerTold?: boolean;
  /** The steps of the ladder that were taken for what it is about. */
  readonly openedSteps?: readonly string[];
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
  /** Why it was cancelled; missing on tickets that were cancelled before it was kept. */
  readonly cancelledFor?: string;
  readonly merged?: { readonly into: string; readonly from: TicketStatus; readonly at: string } | null;
  /** Which other system sent it, and that system's own id of it. */
  readonly source?: Opened["source"];
  /** Of a record of the past: what its own system calls the team, and the line of support. */
  readonly teamName?: string;
  readonly line?: string;
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
  ...sayPriority(ticket.priority),
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
