import { expect, test } from "vitest";
import { after, aTicket, at, handledBy, lead, maya, minutesLater, victor } from "../../../test/tickets.ts";
import { addSubTasks, finishSubTask, overdueSubTask } from "../sub-task/sub-tasks.ts";
import { cancelTicket } from "../ticket/end-ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { stageClocksOf } from "./stage-clocks.ts";

const survey = {
  subTaskId: "sub_1",
  title: "Survey the damage",
  forDepartmentId: null,
  forTeamId: null,
  responsibleId: victor.id as string | null,
  accompaniedBy: null,
  stage: "survey",
  planId: null,
  dueAt: minutesLater(60),
};
const working = handledBy(victor.id);
const added = addSubTasks({ actor: maya, subTasks: [survey] }, working, at);
const withStage = after(added, working);
const clocks = (facts: readonly TicketFact[], minutes: number) => stageClocksOf(facts, minutesLater(minutes));
const finish = { actor: victor, teamIds: [], subTaskId: "sub_1" };

test("a stage has a clock with one who answers for it, from when it was added until it is done", () => {
  expect(clocks(added, 10)).toMatchObject([
    {
      name: "stage",
      stage: "survey",
      responsibleId: victor.id,
      state: "running",
      startedAt: at,
      dueAt: minutesLater(60),
      allowedMs: 3_600_000,
      usedMs: 600_000,
      endedAt: null,
    },
  ]);
  const done = finishSubTask({ ...finish, outcome: "done" }, withStage, minutesLater(30));
  expect(clocks([...added, ...done], 50)).toMatchObject([
    { state: "met", endedAt: minutesLater(30), breachedAt: null, usedMs: 1_800_000 },
  ]);
});

test("a stage that was late says so, also when it was done afterwards", () => {
  const late = overdueSubTask("sub_1", withStage, minutesLater(60));
  expect(clocks([...added, ...late], 90)).toMatchObject([
    { state: "breached", breachedAt: minutesLater(60), usedMs: 5_400_000 },
  ]);
  const done = finishSubTask({ ...finish, outcome: "done" }, after(late, withStage), minutesLater(90));
  expect(clocks([...added, ...late, ...done], 99)).toMatchObject([
    { state: "met", breachedAt: minutesLater(60), endedAt: minutesLater(90) },
  ]);
});

test("a stage that is not needed, or whose ticket is withdrawn, has ended", () => {
  const dropped = finishSubTask({ ...finish, outcome: "not_needed" }, withStage, minutesLater(5));
  expect(clocks([...added, ...dropped], 9)).toMatchObject([{ state: "ended", endedAt: minutesLater(5) }]);
  const gone = cancelTicket({ actor: lead, reason: "no_request" }, withStage, minutesLater(7));
  expect(clocks([...added, ...gone], 9)).toMatchObject([{ state: "ended", endedAt: minutesLater(7) }]);
});

test("pieces without a stage or a due moment have no clock, and a team answers where nobody is named", () => {
  const clockOf = (changes: object) =>
    clocks(addSubTasks({ actor: maya, subTasks: [{ ...survey, ...changes }] }, aTicket(), at), 1);
  expect(clockOf({ stage: null })).toEqual([]);
  expect(clockOf({ dueAt: null })).toEqual([]);
  expect(clockOf({ responsibleId: null, forTeamId: "tea_lakeside_finance" })).toMatchObject([
    { responsibleId: "tea_lakeside_finance" },
  ]);
  const other = { ...survey, subTaskId: "sub_2", stage: "payment" };
  const two = addSubTasks({ actor: maya, subTasks: [survey, other] }, working, at);
  const done = finishSubTask({ ...finish, outcome: "done" }, after(two, working), minutesLater(2));
  expect(clocks([...two, ...done], 3).map(({ state }) => state)).toEqual(["met", "running"]);
});
