import { aggregate } from "@shouwen/event-bus/aggregate";
import type { WantedTimer } from "@shouwen/event-bus/aggregate-store";
import { nextDueAt } from "../domain/clock/sla-targets.ts";
import { evolveTicket } from "../domain/ticket/evolve-ticket.ts";
import { isWorkOpen, type Target, type Ticket, unknownTicket } from "../domain/ticket/ticket.ts";
import { type TicketRow, tables } from "./generated/tables.ts";

/** In which order work is taken. Rows of before there were emergencies keep the ranks that they have. */
const priorityRank = { emergency: -1, urgent: 0, high: 1, normal: 2, low: 3 } as const;

/** How tickets are kept: the whole state, and the columns by which people and the assigner look for them. */
export const ticketTable = aggregate({
  table: tables.ticket,
  initial: unknownTicket,
  evolve: evolveTicket,
  row: (state) => rowOf(state),
  timers: (ticket) => (ticket.mode === "history" ? [] : wantedTimers(ticket)),
});

const rowOf = (ticket: Ticket): TicketRow => ({
  number: ticket.number ?? null,
  propertyId: ticket.propertyId,
  status: ticket.status,
  mode: ticket.mode,
  kind: ticket.kind,
  category: ticket.category,
  priority: ticket.priority,
  priorityRank: priorityRank[ticket.priority],
  ownerId: ticket.ownerId,
  handlerId: ticket.handlerId,
  workerId: ticket.handlerId ?? ticket.offer?.toStaffId ?? null,
  departmentId: ticket.departmentId,
  teamId: ticket.teamId,
  noHandlerTold: ticket.noHandlerTold,
  dueAt: nextDueAt(ticket),
  breached: ticket.targets.some((target) => target.state === "breached"),
  receivedAt: ticket.receivedAt,
  openedAt: ticket.openedAt,
  offeredAt: ticket.offeredAt,
  resolvedAt: ticket.resolvedAt,
  closedAt: ticket.closedAt,
  profileId: ticket.profileId,
  forClaim: ticket.forClaim ?? false,
  mergedInto: ticket.merged?.into ?? null,
  parentId: ticket.links?.find(({ relation }) => relation === "child_of")?.otherTicketId ?? null,
  ownershipOfferedTo: ticket.ownershipOfferedTo,
  customerWroteAt: ticket.customerWroteAt ?? null,
});

/** Every due moment that a ticket wants now; arming and disarming follow from the difference. */
const wantedTimers = (ticket: Ticket): WantedTimer[] => {
  return [
    ...(isWorkOpen(ticket) ? ticket.targets.flatMap(nextOfTarget) : []),
    ...(ticket.status === "offered" && ticket.offer?.acceptBy
      ? [{ name: "accept", kind: "offer", fireAt: ticket.offer.acceptBy }]
      : []),
    ...(ticket.status === "resolved" && ticket.closesAt
      ? [{ name: "grace", kind: "grace", fireAt: ticket.closesAt }]
      : []),
    ...(ticket.subTasks ?? []).flatMap(({ subTaskId, state, dueAt }) =>
      state === "open" && dueAt !== null && isWorkOpen(ticket)
        ? [{ name: subTaskId, kind: "sub_task", fireAt: dueAt, data: { subTaskId } }]
        : [],
    ),
  ];
};

/** One due moment for each promise: the next step of its ladder, or its breach, whichever comes first. */
const nextOfTarget = ({ name, state, dueAt, steps = [] }: Target): WantedTimer[] => {
  if (state === "met" || state === "paused") return [];
  const moments = [...(state === "running" ? [dueAt] : []), ...steps.map(({ at }) => at)];
  const [fireAt] = moments.toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return fireAt === undefined ? [] : [{ name, kind: "sla_target", fireAt, data: { target: name } }];
};
