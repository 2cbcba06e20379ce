import type { DataOf } from "@shouwen/contracts/define-event";
import type { ticketSubTaskAdded } from "@shouwen/contracts/events/ticket-sub-tasks";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import type { ClockRun } from "./clock.ts";

/** How the clock of one stage of a flow ran (survey, payment): a piece of the work with a due moment of its own. */
export type StageRun = Omit<ClockRun, "name"> & { readonly name: "stage"; readonly stage: string };

type SubTask = DataOf<typeof ticketSubTaskAdded>;
type Ending = Pick<StageRun, "state" | "endedAt">;

/**
 * The clock of every stage, worked out from the events alone, as of `now`. A stage counts by the clock on the wall and waits
 * for nothing: its due moment was named when it was added, and one person, or one team, answers for it.
 */
export const stageClocksOf = (events: readonly TicketFact[], now: string): StageRun[] =>
  events.flatMap((event, index) =>
    event.type === "ticket.sub_task_added.v1" ? runOf(event.data, events.slice(index + 1), now) : [],
  );

const runOf = (subTask: SubTask, later: readonly TicketFact[], now: string): StageRun[] => {
  const { stage, dueAt, at: startedAt, responsibleId, forTeamId } = subTask;
  if (stage === null || dueAt === null) return [];
  const breachedAt = momentOf(later, (event) => isOverdue(event, subTask));
  const ending = endingOf(later, subTask);
  const until = ending?.endedAt ?? now;
  const usedMs = msBetween(startedAt, until);
  return [
    {
      name: "stage",
      stage,
      hop: null,
      responsibleId: responsibleId ?? forTeamId,
      policyVersion: null,
      calendarVersion: null,
      startedAt,
      dueAt,
      breachedAt,
      usedMs,
      counts: "elapsed",
      ...(ending ?? { state: breachedAt === null ? "running" : "breached", endedAt: null }),
      allowedMs: msBetween(startedAt, dueAt),
      stretches: [{ from: startedAt, to: until, waitingFor: null, workingMs: usedMs }],
    },
  ];
};

const msBetween = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

const isOverdue = (event: TicketFact, { subTaskId }: SubTask): boolean =>
  event.type === "ticket.sub_task_overdue.v1" && event.data.subTaskId === subTaskId;

const momentOf = (events: readonly TicketFact[], which: (event: TicketFact) => boolean): string | null =>
  events.find(which)?.data.at ?? null;

/** Kept, though perhaps late; or ended otherwise: not needed, or withdrawn with its ticket. */
const endingOf = (events: readonly TicketFact[], { subTaskId }: SubTask): Ending | undefined => {
  for (const { type, data } of events) {
    if (type === "ticket.cancelled.v1") return { state: "ended", endedAt: data.at };
    if (type === "ticket.sub_task_done.v1" && data.subTaskId === subTaskId)
      return { state: data.outcome === "done" ? "met" : "ended", endedAt: data.at };
  }
  return undefined;
};
