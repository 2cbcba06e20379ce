import {
  ticketSubTaskAdded,
  ticketSubTaskDone,
  ticketSubTaskOverdue,
} from "@shouwen/contracts/events/ticket-sub-tasks";
import { notAllowedNow, notYourSubTask, subTaskUnknown } from "../rejections.ts";
import { type Actor, inState, requireHandler } from "../ticket/permissions.ts";
import { about, isWorkOpen, notEnded, type SubTask, type TicketState, workOpen } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";

export type NewSubTask = Omit<SubTask, "state">;

type AddSubTasks = { readonly actor: Actor; readonly subTasks: readonly NewSubTask[] };

/** Adds pieces of work, of this department or others, while there is work: one, or all those of a checklist or plan. */
export const addSubTasks = (
  { actor, subTasks }: AddSubTasks,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  return subTasks.map((subTask) =>
    ticketSubTaskAdded.of({ ...about(ticket, now), ...subTask, by: actor.id }),
  );
};

type FinishSubTask = {
  readonly actor: Actor;
  /** The teams in which the actor works. */
  readonly teamIds: readonly string[];
  readonly subTaskId: string;
  readonly outcome: "done" | "not_needed";
};

/**
 * Done, says who answers for it, somebody of the team whose work it is, or who answers for the whole. What was done is not
 * found to be unneeded afterwards, nor the other way round.
 */
export const finishSubTask = (
  { actor, teamIds, subTaskId, outcome }: FinishSubTask,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, notEnded);
  const subTask = ticket.subTasks?.find((one) => one.subTaskId === subTaskId);
  if (!subTask) throw subTaskUnknown({ subTaskId });
  const isTheirs =
    subTask.responsibleId === actor.id || (subTask.forTeamId !== null && teamIds.includes(subTask.forTeamId));
  if (!isTheirs) requireOfWhole(actor, state);
  if (subTask.state === outcome) return [];
  if (subTask.state === "done" || subTask.state === "not_needed")
    throw notAllowedNow({ state: subTask.state, allowed: ["open", "overdue"] });
  const lateMs = subTask.dueAt === null ? 0 : Math.max(0, Date.parse(now) - Date.parse(subTask.dueAt));
  return [ticketSubTaskDone.of({ ...about(ticket, now), subTaskId, outcome, lateMs, by: actor.id })];
};

const requireOfWhole = (actor: Actor, state: TicketState): void => {
  try {
    requireHandler(actor, inState(state, notEnded));
  } catch (cause) {
    throw Object.assign(notYourSubTask(), { cause });
  }
};

/** The moment of a piece of work has come and it is not done: never early, and once. */
export const overdueSubTask = (subTaskId: string, state: TicketState, now: string): TicketFact[] => {
  if (state.status === "unknown" || !isWorkOpen(state)) return [];
  const subTask = state.subTasks?.find((one) => one.subTaskId === subTaskId);
  if (subTask?.state !== "open" || subTask.dueAt === null) return [];
  if (Date.parse(now) < Date.parse(subTask.dueAt)) return [];
  const { stage, responsibleId, dueAt } = subTask;
  return [ticketSubTaskOverdue.of({ ...about(state, now), subTaskId, stage, responsibleId, dueAt })];
};
