import {
  ticketReinspected,
  ticketSubTaskAdded,
  ticketSubTaskDone,
  ticketViolationNoticeServed,
} from "@shouwen/contracts/events/ticket-sub-tasks";
import { noNotice, notAllowedNow, noticeInForce, noticeNeedsDue } from "../rejections.ts";
import { type Actor, inState, requireHandler } from "../ticket/permissions.ts";
import { about, type Ticket, type TicketState, workOpen } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";

type ServeNotice = {
  readonly actor: Actor;
  readonly noticeId: string;
  /** Sealed with the customer's key. */
  readonly text: string;
  readonly photoIds: readonly string[];
  readonly dueAt: string;
  /** How many notices this place had before for the same category. */
  readonly repeat: number;
};

/** Serves a notice of something to be put right (整改通知书). Somebody must look again by its due moment. */
export const serveNotice = (
  { actor, photoIds, ...notice }: ServeNotice,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  if (ticket.notice && !ticket.notice.passed) throw noticeInForce({ noticeId: ticket.notice.noticeId });
  return [
    ticketViolationNoticeServed.of({
      ...about(ticket, now),
      ...notice,
      photoIds: [...photoIds],
      by: actor.id,
    }),
    lookAgain(ticket, { ...notice, inspection: 1, by: actor.id }, now),
  ];
};

type Look = {
  readonly noticeId: string;
  readonly inspection: number;
  readonly dueAt: string;
  readonly by: string;
};

const lookId = ({ noticeId, inspection }: Pick<Look, "noticeId" | "inspection">): string =>
  `${noticeId}-${inspection}`;

/** Looking again is a piece of work with a due moment, so that nobody forgets it. */
const lookAgain = (ticket: Ticket, look: Look, now: string): TicketFact =>
  ticketSubTaskAdded.of({
    ...about(ticket, now),
    subTaskId: lookId(look),
    title: "Re-inspect 复查",
    forDepartmentId: ticket.departmentId,
    forTeamId: ticket.teamId,
    responsibleId: look.by,
    accompaniedBy: null,
    stage: "reinspection",
    planId: null,
    dueAt: look.dueAt,
    by: look.by,
  });

type Reinspect = {
  readonly actor: Actor;
  readonly passed: boolean;
  /** By when it must be put right where it was not. */
  readonly dueAt: string | null;
  readonly note: string | null;
};

/**
 * Somebody looked again: it was put right, or there is a new due moment. Saying again that it was put right changes nothing;
 * a note about it, or that it was not, would be lost, and is refused.
 */
export const reinspect = (
  { actor, passed, dueAt, note }: Reinspect,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  const { notice } = ticket;
  if (!notice) throw noNotice();
  if (notice.passed && passed && note === null) return [];
  if (notice.passed) throw notAllowedNow({ state: "passed", allowed: ["served"] });
  if (!passed && dueAt === null) throw noticeNeedsDue();
  const { noticeId } = notice;
  const inspection = notice.inspections + 1;
  const lateMs = Math.max(0, Date.parse(now) - Date.parse(notice.dueAt));
  const by = actor.id;
  return [
    ticketReinspected.of({
      ...about(ticket, now),
      noticeId,
      inspection,
      passed,
      note,
      by,
      dueAt: passed ? null : dueAt,
    }),
    ...finishLook(ticket, { noticeId, inspection, by, lateMs }, now),
    ...(passed || dueAt === null
      ? []
      : [lookAgain(ticket, { noticeId, inspection: inspection + 1, dueAt, by }, now)]),
  ];
};

type Looked = Pick<Look, "noticeId" | "inspection" | "by"> & { readonly lateMs: number };

/** The piece of work that the look was, unless somebody said already that it is done. */
const finishLook = ({ subTasks = [], ...ticket }: Ticket, look: Looked, now: string): TicketFact[] => {
  const subTaskId = lookId(look);
  const isOpen = subTasks.some(
    (one) => one.subTaskId === subTaskId && (one.state === "open" || one.state === "overdue"),
  );
  if (!isOpen) return [];
  const { by, lateMs } = look;
  return [ticketSubTaskDone.of({ ...about(ticket, now), subTaskId, outcome: "done", lateMs, by })];
};
