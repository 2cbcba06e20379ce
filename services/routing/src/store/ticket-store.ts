import type { AggregateDefinition, WantedTimer } from "@shouwen/event-bus/aggregate-store";
import { nextDueAt } from "../domain/clock/sla-targets.ts";
import { evolveTicket } from "../domain/ticket/evolve-ticket.ts";
import {
  isWorkOpen,
  type Target,
  type Ticket,
  type TicketState,
  unknownTicket,
} from "../domain/ticket/ticket.ts";

/** In which order work is taken. Rows of before there were emergencies keep the ranks that they have. */
const priorityRank = { emergency: -1, urgent: 0, high: 1, normal: 2, low: 3 } as const;

/** How tickets are kept: the whole state, and the columns by which people and the assigner look for them. */
export const ticketTable: AggregateDefinition<TicketState> = {
  table: "ticket",
  columns: {
    number: "text",
    property_id: "text",
    status: "text",
    mode: "text",
    kind: "text",
    category: "text",
    priority: "text",
    priority_rank: "smallint",
    owner_id: "text",
    handler_id: "text",
    worker_id: "text",
    department_id: "text",
    team_id: "text",
    no_handler_told: "boolean",
    due_at: "timestamptz",
    breached: "boolean",
    received_at: "timestamptz",
    opened_at: "timestamptz",
    offered_at: "timestamptz",
    resolved_at: "timestamptz",
    closed_at: "timestamptz",
    profile_id: "text",
    for_claim: "boolean",
    merged_into: "text",
    parent_id: "text",
    ownership_offered_to: "text",
    customer_wrote_at: "timestamptz",
  },
  initial: unknownTicket,
  evolve: evolveTicket,
  row: (state) => (state.status === "unknown" ? {} : rowOf(state)),
  timers: (state) => (state.status === "unknown" || state.mode === "history" ? [] : wantedTimers(state)),
};

const rowOf = (ticket: Ticket): Record<string, unknown> => ({
  number: ticket.number ?? null,
  property_id: ticket.propertyId,
  status: ticket.status,
  mode: ticket.mode,
  kind: ticket.kind,
  category: ticket.category,
  priority: ticket.priority,
  priority_rank: priorityRank[ticket.priority],
  owner_id: ticket.ownerId,
  handler_id: ticket.handlerId,
  worker_id: ticket.handlerId ?? ticket.offer?.toStaffId ?? null,
  department_id: ticket.departmentId,
  team_id: ticket.teamId,
  no_handler_told: ticket.noHandlerTold,
  due_at: nextDueAt(ticket),
  breached: ticket.targets.some((target) => target.state === "breached"),
  received_at: ticket.receivedAt,
  opened_at: ticket.openedAt,
  offered_at: ticket.offeredAt,
  resolved_at: ticket.resolvedAt,
  closed_at: ticket.closedAt,
  profile_id: ticket.profileId,
  for_claim: ticket.forClaim ?? false,
  merged_into: ticket.merged?.into ?? null,
  parent_id: ticket.links?.find(({ relation }) => relation === "child_of")?.otherTicketId ?? null,
  ownership_offered_to: ticket.ownershipOfferedTo,
  customer_wrote_at: ticket.customerWroteAt ?? null,
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
