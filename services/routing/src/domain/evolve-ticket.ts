import type { DataOf, Fact, FactOf } from "@shouwen/contracts/define-event";
import type {
  slaTargetBreached,
  slaTargetMet,
  slaTargetStarted,
  ticketEscalated,
  ticketNoteAdded,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketOwnerHandOverOffered,
  ticketQueued,
} from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { Target, Ticket, TicketFact, TicketState } from "./ticket.ts";
import { evolveFigures, noFigures } from "./ticket-figures.ts";

type Opened = DataOf<typeof ticketOpened>;

const opened = (data: Opened): Ticket => ({
  status: "queued",
  ticketId: data.ticketId,
  requestId: data.requestId,
  propertyId: data.propertyId,
  kind: data.kind,
  category: data.category,
  priority: data.priority,
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
  figures: noFigures,
});

/** What a ticket is after one of its events. Every state change is here, and nowhere else. */
export const evolveTicket = (state: TicketState, fact: Fact): TicketState => {
  const event = fact as TicketFact;
  if (event.type === "ticket.opened.v1") return opened(event.data);
  if (state.status === "unknown") throw new Error(`${event.type} before ticket.opened.v1`);
  const figures = evolveFigures(state, event);
  return { ...state, ...change(state, event), ...(figures ? { figures } : {}) };
};

/** Only what changes. Exhaustive: a new event does not compile until it is decided here what it means. */
const change = (ticket: Ticket, event: Exclude<TicketFact, FactOf<typeof ticketOpened>>): Partial<Ticket> => {
  switch (event.type) {
    case "ticket.owner_assigned.v1":
    case "ticket.owner_handed_over.v1":
      return { ownerId: event.data.ownerId, ownershipOfferedTo: null };
    case "ticket.owner_hand_over_offered.v1":
      return { ownershipOfferedTo: event.data.toStaffId };
    case "ticket.escalated.v1":
      return {
        escalationLevel: Math.max(ticket.escalationLevel, event.data.level),
        noHandlerTold: ticket.noHandlerTold || event.data.reason === "no_handler",
      };
    case "ticket.note_added.v1":
      return {};
    case "sla_target.started.v1":
      return {};
    case "sla_target.met.v1":
      return { targets: withTarget(ticket, event.data.target, "met") };
    case "sla_target.breached.v1":
      return { targets: withTarget(ticket, event.data.target, "breached") };
    default:
      return workChange(ticket, event);
  }
};

type WorkEvent = Exclude<
  TicketFact,
  FactOf<
    | typeof ticketOpened
    | typeof ticketOwnerAssigned
    | typeof ticketOwnerHandedOver
    | typeof ticketOwnerHandOverOffered
    | typeof ticketEscalated
    | typeof ticketNoteAdded
    | typeof slaTargetStarted
    | typeof slaTargetMet
    | typeof slaTargetBreached
  >
>;

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
      return { status: "accepted", handlerId: event.data.handlerId, offer: null };
    case "ticket.started.v1":
      return { status: "in_progress" };
    case "ticket.reprioritised.v1":
      return { priority: event.data.priority, targets: movedTo(ticket, event.data.targets) };
    case "ticket.paused.v1":
      return {
        status: "waiting",
        waiting: { reason: event.data.reason, since: event.data.at },
        targets: event.data.pausesClocks ? paused(ticket) : ticket.targets,
      };
    case "ticket.resumed.v1":
      return { status: "in_progress", waiting: null, targets: resumed(ticket, event.data.targets) };
    case "ticket.hand_over_offered.v1":
      return { offer: { toStaffId: event.data.toStaffId, acceptBy: null, from: "handler" } };
    case "ticket.handed_over.v1":
      return { handlerId: event.data.handlerId, offer: null };
    case "ticket.resolved.v1":
      return {
        status: "resolved",
        resolutions: event.data.resolution,
        resolvedAt: event.data.at,
        closesAt: event.data.closesAt,
        offer: null,
        waiting: null,
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
      return { status: "closed", closedAt: event.data.at, closesAt: null, offer: null };
    case "ticket.cancelled.v1":
      return { status: "cancelled", closedAt: event.data.at, closesAt: null, offer: null, waiting: null };
  }
};

const queued = (data: DataOf<typeof ticketQueued>): Partial<Ticket> => ({
  status: "queued",
  departmentId: data.departmentId,
  teamId: data.teamId,
  handlerId: null,
  offer: null,
  declinedBy: [],
  noHandlerTold: false,
});

/** A declined offer goes back to the queue; a declined hand-over stays with its handler. */
const declined = (ticket: Ticket, staffId: string): Partial<Ticket> =>
  ticket.offer?.from === "handler"
    ? { offer: null }
    : { status: "queued", offer: null, declinedBy: [...ticket.declinedBy, staffId] };

const withTarget = (ticket: Ticket, name: SlaTarget["name"], state: Target["state"]): Target[] =>
  ticket.targets.map((target) => (target.name === name ? { ...target, state } : target));

/** The date promised to the customer stands and is watched, whatever we wait for. */
const paused = (ticket: Ticket): Target[] =>
  ticket.targets.map((target) =>
    target.state === "running" && target.name !== "reply_by" ? { ...target, state: "paused" } : target,
  );

const movedTo = (ticket: Ticket, moved: readonly SlaTarget[]): Target[] =>
  ticket.targets.map((target) => ({ ...target, ...moved.find(({ name }) => name === target.name) }));

const resumed = (ticket: Ticket, due: readonly SlaTarget[]): Target[] =>
  ticket.targets.map((target) => {
    const later = due.find(({ name }) => name === target.name);
    return target.state === "paused" ? { ...target, ...later, state: "running" } : target;
  });
