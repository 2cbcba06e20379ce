import type { FactOf } from "@shouwen/contracts/define-event";
import type {
  slaTargetBreached,
  slaTargetMet,
  slaTargetStarted,
  ticketEscalated,
  ticketEscalatedV1,
  ticketEscalationAcknowledged,
  ticketNoteAdded,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketOwnerHandOverOffered,
} from "@shouwen/contracts/events/ticket";
import type { slaTargetRecalculated, ticketReplyPromised } from "@shouwen/contracts/events/ticket-promises";
import type {
  ticketLinked,
  ticketReinspected,
  ticketSubTaskAdded,
  ticketSubTaskDone,
  ticketSubTaskOverdue,
  ticketViolationNoticeServed,
} from "@shouwen/contracts/events/ticket-sub-tasks";
import type { ticketCustomerWrote } from "@shouwen/contracts/events/ticket-words";
import { evolveTargets } from "../clock/evolve-targets.ts";
import type { SubTask, Ticket } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

/** Events that leave the work where it is: who owns it, who was told, what belongs to it. */
export type Annotation = FactOf<
  | typeof ticketOwnerAssigned
  | typeof ticketOwnerHandedOver
  | typeof ticketOwnerHandOverOffered
  | typeof ticketEscalated
  | typeof ticketEscalatedV1
  | typeof ticketEscalationAcknowledged
  | typeof ticketNoteAdded
  | typeof ticketCustomerWrote
  | typeof ticketSubTaskAdded
  | typeof ticketSubTaskDone
  | typeof ticketSubTaskOverdue
  | typeof ticketLinked
  | typeof ticketViolationNoticeServed
  | typeof ticketReinspected
  | typeof ticketReplyPromised
  | typeof slaTargetStarted
  | typeof slaTargetMet
  | typeof slaTargetBreached
  | typeof slaTargetRecalculated
>;

const types: Readonly<Record<Annotation["type"], true>> = {
  "ticket.owner_assigned.v1": true,
  "ticket.owner_handed_over.v1": true,
  "ticket.owner_hand_over_offered.v1": true,
  "ticket.escalated.v1": true,
  "ticket.escalated.v2": true,
  "ticket.escalation_acknowledged.v1": true,
  "ticket.note_added.v1": true,
  "ticket.customer_wrote.v1": true,
  "ticket.sub_task_added.v1": true,
  "ticket.sub_task_done.v1": true,
  "ticket.sub_task_overdue.v1": true,
  "ticket.linked.v1": true,
  "ticket.violation_notice_served.v1": true,
  "ticket.reinspected.v1": true,
  "ticket.reply_promised.v1": true,
  "sla_target.started.v1": true,
  "sla_target.met.v1": true,
  "sla_target.breached.v1": true,
  "sla_target.recalculated.v1": true,
};

export const isAnnotation = (event: TicketFact): event is Annotation => event.type in types;

/** What changes by such an event. */
export const annotate = (ticket: Ticket, event: Annotation): Partial<Ticket> => ({
  ...annotated(ticket, event),
  ...evolveTargets(ticket, event),
});

const annotated = (ticket: Ticket, event: Annotation): Partial<Ticket> => {
  switch (event.type) {
    case "ticket.owner_assigned.v1":
    case "ticket.owner_handed_over.v1":
      return { ownerId: event.data.ownerId, ownershipOfferedTo: null, noOwnerTold: false };
    case "ticket.owner_hand_over_offered.v1":
      return { ownershipOfferedTo: event.data.toStaffId, ownershipOfferedBy: event.data.by };
    case "ticket.escalated.v1":
    case "ticket.escalated.v2":
      return escalated(ticket, event);
    case "ticket.reply_promised.v1":
      return { replyBy: event.data.replyBy };
    case "ticket.escalation_acknowledged.v1":
      return { acknowledgedBy: event.data.by ?? "" };
    case "ticket.customer_wrote.v1":
      return { customerWroteAt: event.data.at };
    case "ticket.note_added.v1":
      return heardOut(ticket);
    default:
      return belongingsAfter(ticket, event);
  }
};

/** Whoever writes, resolves or ends it has read what the customer wrote last. */
export const heardOut = ({ customerWroteAt }: Ticket): Partial<Ticket> =>
  customerWroteAt == null ? {} : { customerWroteAt: null };

type Escalated = FactOf<typeof ticketEscalated | typeof ticketEscalatedV1>;

const escalated = (ticket: Ticket, { type, data }: Escalated): Partial<Ticket> => ({
  escalationLevel: Math.max(ticket.escalationLevel, data.level),
  noHandlerTold: ticket.noHandlerTold || data.reason === "no_handler",
  ...(data.reason === "no_owner" ? { noOwnerTold: true } : {}),
  ...(type === "ticket.escalated.v2" && data.reason === "opened" && data.stepId !== null
    ? { openedSteps: [...(ticket.openedSteps ?? []), data.stepId] }
    : {}),
  ...(type === "ticket.escalated.v2" && data.stepId !== null && data.target === null
    ? { alarms: { ...ticket.alarms, [triggerOf(data.reason)]: data.occurrence } }
    : {}),
});

/** The customer's no is one happening, however we learned of it. */
const triggerOf = (reason: string): string => (reason === "dissatisfied" ? "reopened" : reason);

const belongingsAfter = (ticket: Ticket, event: Annotation): Partial<Ticket> => {
  switch (event.type) {
    case "ticket.sub_task_added.v1":
      return { subTasks: [...(ticket.subTasks ?? []), subTaskOf(event.data)] };
    case "ticket.sub_task_done.v1":
      return { subTasks: withSubTask(ticket, event.data.subTaskId, event.data.outcome) };
    case "ticket.sub_task_overdue.v1":
      return { subTasks: withSubTask(ticket, event.data.subTaskId, "overdue") };
    case "ticket.linked.v1":
      return { links: linksAfter(ticket, event.data) };
    case "ticket.violation_notice_served.v1": {
      const { noticeId, dueAt, repeat } = event.data;
      return { notice: { noticeId, dueAt, repeat, inspections: 0, passed: false } };
    }
    case "ticket.reinspected.v1":
      return ticket.notice ? { notice: inspected(ticket.notice, event.data) } : {};
    default:
      return {};
  }
};

const subTaskOf = (data: FactOf<typeof ticketSubTaskAdded>["data"]): SubTask => ({
  subTaskId: data.subTaskId,
  title: data.title,
  forDepartmentId: data.forDepartmentId,
  forTeamId: data.forTeamId,
  responsibleId: data.responsibleId,
  accompaniedBy: data.accompaniedBy,
  stage: data.stage,
  planId: data.planId,
  dueAt: data.dueAt,
  state: "open",
});

const withSubTask = (ticket: Ticket, subTaskId: string, state: SubTask["state"]): SubTask[] =>
  (ticket.subTasks ?? []).map((one) => (one.subTaskId === subTaskId ? { ...one, state } : one));

const linksAfter = (
  { links = [] }: Ticket,
  { relation, otherTicketId, isLinked }: FactOf<typeof ticketLinked>["data"],
): NonNullable<Ticket["links"]> => {
  const others = links.filter((link) => link.otherTicketId !== otherTicketId || link.relation !== relation);
  return isLinked ? [...others, { relation, otherTicketId }] : others;
};

const inspected = (
  notice: NonNullable<Ticket["notice"]>,
  { inspection, passed, dueAt }: FactOf<typeof ticketReinspected>["data"],
): NonNullable<Ticket["notice"]> => ({
  ...notice,
  inspections: inspection,
  passed,
  dueAt: dueAt ?? notice.dueAt,
});
