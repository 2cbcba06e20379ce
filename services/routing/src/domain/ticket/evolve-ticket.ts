import type { DataOf, FactOf } from "@shouwen/contracts/define-event";
import type {
  ticketCancelled,
  ticketClosed,
  ticketOpened,
  ticketPaused,
  ticketQueued,
  ticketReopened,
  ticketResolved,
  ticketResumed,
} from "@shouwen/contracts/events/ticket";
import type { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import { priorityOf } from "@shouwen/contracts/priority";
import { evolveTargets, versionsOf } from "../clock/evolve-targets.ts";
import { type Annotation, annotate, heardOut, isAnnotation } from "./evolve-annotations.ts";
import type { Ticket, TicketState } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";
import { evolveFigures, noFigures } from "./ticket-figures.ts";

type Opened = DataOf<typeof ticketOpened>;

const opened = (data: Opened): Ticket => ({
  status: "queued",
  ticketId: data.ticketId,
  requestId: data.requestId,
  propertyId: data.propertyId,
  kind: data.kind,
  category: data.category,
  priority: priorityOf(data),
  tier: data.tier,
  profileId: data.profileId,
  language: data.language,
  channel: data.channel,
  place: data.place,
  summary: data.summary,
  words: data.words,
  mode: data.mode,
  occurredAt: data.occurredAt,
  receivedAt: data.receivedAt,
  replyBy: data.replyBy,
  ownerId: data.ownerId,
  ownershipOfferedTo: null,
  handlerId: data.handlerId,
  departmentId: data.departmentId,
  teamId: data.teamId,
  offer: null,
  offers: 0,
  offeredAt: null,
  declinedBy: [],
  noHandlerTold: false,
  waiting: null,
  targets: data.targets.map((target) => ({ ...target, state: "running" })),
  escalationLevel: 0,
  resolutions: 0,
  resolvedAt: null,
  closesAt: null,
  reopenings: 0,
  openedAt: data.at,
  closedAt: null,
  ...(data.escalationVersion === undefined ? {} : { escalationVersion: data.escalationVersion }),
  ...(data.targets[0] === undefined ? {} : { pinned: versionsOf(data.targets[0]) }),
  ...(data.number === undefined ? {} : { number: data.number }),
  ...(data.source === undefined ? {} : { source: data.source }),
  figures: noFigures,
});

/**
 * What a ticket is after one of its events: its work changes here, its promises in `evolve-targets.ts`, what leaves the work
 * where it is in `evolve-annotations.ts`, what it adds up to in `ticket-figures.ts`. No state changes anywhere else.
 */
export const evolveTicket = (state: TicketState, event: TicketFact): TicketState => {
  if (event.type === "ticket.opened.v1") return opened(event.data);
  if (state.status === "unknown") throw new Error(`${event.type} before ticket.opened.v1`);
  const figures = evolveFigures(state, event);
  return { ...state, ...change(state, event), ...(figures ? { figures } : {}) };
};

/** Only what changes. Exhaustive: a new event does not compile until it is decided here what it means. */
const change = (ticket: Ticket, event: Exclude<TicketFact, FactOf<typeof ticketOpened>>): Partial<Ticket> => {
  if (isAnnotation(event)) return annotate(ticket, event);
  return { ...workChange(ticket, event), ...evolveTargets(ticket, event) };
};

type WorkEvent = Exclude<Exclude<TicketFact, FactOf<typeof ticketOpened>>, Annotation>;

const workChange = (ticket: Ticket, event: WorkEvent): Partial<Ticket> => {
  switch (event.type) {
    case "ticket.queued.v1":
      return queued(event.data);
    case "ticket.offered.v1":
      return {
        status: "offered",
        offer: { toStaffId: event.data.toStaffId, acceptBy: event.data.acceptBy, from: "queue" },
        offers: event.data.offer,
        offeredAt: event.data.at,
      };
    case "ticket.declined.v1":
      return declined(ticket, event.data.staffId);
    case "ticket.accepted.v1":
      return { status: "accepted", handlerId: event.data.handlerId, offer: null, closedAt: null };
    case "ticket.started.v1":
      return { status: "in_progress", closedAt: null };
    case "ticket.reprioritised.v1":
    case "ticket.recategorised.v1":
      return { priority: priorityOf(event.data), kind: event.data.kind, category: event.data.category };
    case "ticket.paused.v1":
      return { status: "waiting", waiting: waitOf(event.data) };
    case "ticket.resumed.v1":
      return { status: "in_progress", waiting: null, waits: waitsAfter(ticket, event.data) };
    case "ticket.hand_over_offered.v1":
      return { offer: { toStaffId: event.data.toStaffId, acceptBy: null, from: "handler" } };
    case "ticket.handed_over.v1":
      return { handlerId: event.data.handlerId, offer: null };
    default:
      return ending(ticket, event);
  }
};

type Ending = FactOf<
  | typeof ticketResolved
  | typeof ticketReopened
  | typeof ticketClosed
  | typeof ticketCancelled
  | typeof ticketMerged
  | typeof ticketUnmerged
>;

const ending = (ticket: Ticket, event: Ending): Partial<Ticket> => {
  switch (event.type) {
    case "ticket.resolved.v1":
      return {
        status: "resolved",
        handlerId: event.data.handlerId,
        resolutions: event.data.resolution,
        outcome: event.data.outcome,
        resolvedAt: event.data.at,
        closesAt: event.data.closesAt,
        offer: null,
        waiting: null,
        ...heardOut(ticket),
      };
    case "ticket.reopened.v1":
      return {
        status: "queued",
        closedAt: null,
        resolvedAt: null,
        closesAt: null,
        handlerId: null,
        declinedBy: [],
        noHandlerTold: false,
        reopenings: event.data.reopening,
      };
    case "ticket.closed.v1":
      return { status: "closed", closedAt: event.data.at, closesAt: null, offer: null, ...heardOut(ticket) };
    case "ticket.merged.v1":
      return { status: "merged", merged: mergedAs(ticket, event.data), offer: null };
    case "ticket.unmerged.v1":
      return {
        status: ticket.merged?.from ?? "queued",
        merged: null,
        waits: waitsAfterMerge(ticket, event.data),
      };
    case "ticket.cancelled.v1":
      return { ...cancelledAt(event.data.at), cancelledFor: event.data.reason, ...heardOut(ticket) };
  }
};

const cancelledAt = (closedAt: string): Partial<Ticket> => ({
  status: "cancelled",
  closedAt,
  closesAt: null,
  offer: null,
  waiting: null,
});

const waitOf = ({
  reason,
  at,
  pausesClocks,
}: DataOf<typeof ticketPaused>): NonNullable<Ticket["waiting"]> => ({
  reason,
  since: at,
  pausesClocks,
});

/** Of a wait that stopped the clocks it is remembered from when until when: rules that come later count it too. */
const waitsAfter = ({ waiting, waits = [] }: Ticket, { at }: DataOf<typeof ticketResumed>) =>
  waiting?.pausesClocks ? [...waits, { from: waiting.since, to: at }] : waits;

const waitsAfterMerge = ({ merged, waits = [] }: Ticket, { at }: { readonly at: string }) =>
  merged ? [...waits, { from: merged.at, to: at }] : waits;

const queued = (data: DataOf<typeof ticketQueued>): Partial<Ticket> => ({
  status: "queued",
  departmentId: data.departmentId,
  teamId: data.teamId,
  handlerId: null,
  offer: null,
  declinedBy: [],
  noHandlerTold: false,
  ...(data.teamName === undefined ? {} : { teamName: data.teamName }),
  ...(data.line === undefined ? {} : { line: data.line }),
  skill: data.skill ?? null,
  forClaim: data.forClaim ?? false,
});

/** An offer that stands when it is merged is over; whoever works on it or waits does so again when it stands alone. */
const mergedAs = ({ status }: Ticket, { intoTicketId, at }: DataOf<typeof ticketMerged>) => ({
  into: intoTicketId,
  from: status === "offered" ? ("queued" as const) : status,
  at,
});

/** A declined offer goes back to the queue; a declined hand-over stays with its handler. */
const declined = (ticket: Ticket, staffId: string): Partial<Ticket> =>
  ticket.offer?.from === "handler"
    ? { offer: null }
    : { status: "queued", offer: null, declinedBy: [...ticket.declinedBy, staffId] };
