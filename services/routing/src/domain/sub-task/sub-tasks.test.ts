import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  codeOf,
  context,
  handledBy,
  lead,
  maya,
  minutesLater,
  teamed,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { resolveTicket } from "../ticket/end-ticket.ts";
import { unknownTicket } from "../ticket/ticket.ts";
import { plansPolicy, shippedPlans, subTasksOfPlan } from "./plans.ts";
import { addSubTasks, finishSubTask, type NewSubTask, overdueSubTask } from "./sub-tasks.ts";
import { reinspect, serveNotice } from "./violation-notice.ts";

const openingContext = context();
const _calendar = openingContext.calendar.body;
const resolve = { actor: victor, outcome: "done" as const, note: null, graceMs: 1 };

const carpet: NewSubTask = {
  subTaskId: "sub_1",
  title: "Dry the carpet",
  forDepartmentId: "dep_lakeside_housekeeping",
  forTeamId: "tea_lakeside_housekeeping",
  responsibleId: null,
  accompaniedBy: null,
  stage: null,
  planId: null,
  dueAt: minutesLater(30),
};
const withCarpet = after(
  addSubTasks({ actor: victor, subTasks: [carpet] }, handledBy(victor.id), at),
  handledBy(victor.id),
);
const finish = {
  actor: bruno,
  teamIds: [carpet.forTeamId ?? ""],
  subTaskId: "sub_1",
  outcome: "done" as const,
};

test("a piece of the work is added by who handles the whole, and done by the team whose it is", () => {
  expect(codeOf(() => addSubTasks({ actor: bruno, subTasks: [carpet] }, handledBy(victor.id), at))).toBe(
    "ticket.not_the_handler",
  );
  const done = finishSubTask(finish, withCarpet, minutesLater(20));
  expect(done[0]?.data).toMatchObject({ outcome: "done", lateMs: 0, by: bruno.id });
  expect(after(done, withCarpet).subTasks).toMatchObject([{ state: "done" }]);
  expect(finishSubTask(finish, after(done, withCarpet), at)).toEqual([]);
  expect(codeOf(() => finishSubTask({ ...finish, outcome: "not_needed" }, after(done, withCarpet), at))).toBe(
    "ticket.not_allowed_now",
  );
});

test("nobody else says that a piece is done; who answers for it, the handler and those who lead do", () => {
  const strange = { ...finish, teamIds: [] };
  expect(codeOf(() => finishSubTask(strange, withCarpet, at))).toBe("ticket.not_your_sub_task");
  for (const actor of [victor, maya, lead])
    expect(finishSubTask({ ...strange, actor }, withCarpet, at)).toHaveLength(1);
  const brunos = {
    ...withCarpet,
    subTasks: [{ ...carpet, responsibleId: bruno.id, state: "open" as const }],
  };
  expect(finishSubTask(strange, brunos, at)).toHaveLength(1);
  expect(codeOf(() => finishSubTask({ ...finish, subTaskId: "sub_9" }, withCarpet, at))).toBe(
    "ticket.sub_task_not_found",
  );
});

test("a piece that is not done in time is overdue: never early, once, and done late it says how late", () => {
  expect(overdueSubTask("sub_1", withCarpet, minutesLater(29.9))).toEqual([]);
  const facts = overdueSubTask("sub_1", withCarpet, minutesLater(30));
  expect(typesOf(facts)).toEqual(["ticket.sub_task_overdue"]);
  const late = after(facts, withCarpet);
  expect(overdueSubTask("sub_1", late, minutesLater(31))).toEqual([]);
  expect(finishSubTask(finish, late, minutesLater(35))[0]?.data).toMatchObject({ lateMs: 300_000 });
  expect(overdueSubTask("sub_2", withCarpet, minutesLater(99))).toEqual([]);
  expect(overdueSubTask("sub_1", unknownTicket, minutesLater(99))).toEqual([]);
  const undated = { ...withCarpet, subTasks: [{ ...carpet, dueAt: null, state: "open" as const }] };
  expect(overdueSubTask("sub_1", undated, minutesLater(99))).toEqual([]);
  expect(finishSubTask(finish, undated, minutesLater(99))[0]?.data).toMatchObject({ lateMs: 0 });
});

test("the whole is done when its pieces are, or when it is not possible at all", () => {
  expect(codeOf(() => resolveTicket(resolve, withCarpet, at))).toBe("ticket.sub_tasks_open");
  expect(resolveTicket({ ...resolve, outcome: "not_possible" }, withCarpet, at)).not.toEqual([]);
  const done = after(finishSubTask({ ...finish, outcome: "not_needed" }, withCarpet, at), withCarpet);
  expect(typesOf(resolveTicket(resolve, done, at))).toContain("ticket.resolved");
});

test("a plan becomes dated pieces of the departments that the property has", () => {
  const [reception] = plansPolicy.parse(shippedPlans).plans;
  if (!reception) throw new Error("no plan ships");
  const ids = reception.tasks.map((_, index) => `sub_${index}`);
  const teams = [teamed({ teamId: "tea_lakeside_housekeeping", departmentId: "dep_lakeside_housekeeping" })];
  const subTasks = subTasksOfPlan(reception, { ids, teams, own: aTicket(), at: minutesLater(240) });
  expect(subTasks[1]).toMatchObject({
    subTaskId: "sub_1",
    dueAt: at,
    planId: "vip_reception",
    forTeamId: "tea_lakeside_housekeeping",
  });
  expect(subTasks[0]).toMatchObject({ forTeamId: null, forDepartmentId: null });
});

const notice = {
  noticeId: "vio_1",
  text: "sealed:v1:pro_a:AAAA",
  photoIds: [],
  repeat: 1,
  dueAt: minutesLater(60),
  actor: victor,
};
const served = after(serveNotice(notice, handledBy(victor.id), at), handledBy(victor.id));

test("a ticket with a notice ends only when somebody looked again and found it put right", () => {
  expect(served.notice).toMatchObject({ repeat: 1, inspections: 0, passed: false });
  expect(served.subTasks).toMatchObject([{ stage: "reinspection", responsibleId: victor.id, state: "open" }]);
  for (const outcome of ["done", "not_possible"] as const)
    expect(codeOf(() => resolveTicket({ ...resolve, outcome }, served, at))).toBe("ticket.not_reinspected");
  const look = { actor: victor, dueAt: null, note: null };
  expect(codeOf(() => reinspect({ ...look, passed: false }, served, at))).toBe("ticket.notice_needs_due");
  const failed = after(
    reinspect({ ...look, passed: false, dueAt: minutesLater(120) }, served, minutesLater(61)),
    served,
  );
  expect(failed).toMatchObject({ notice: { inspections: 1, passed: false, dueAt: minutesLater(120) } });
  expect(failed.subTasks?.map(({ state }) => state)).toEqual(["done", "open"]);
  const passed = after(reinspect({ ...look, passed: true }, failed, minutesLater(90)), failed);
  expect(reinspect({ ...look, passed: true }, passed, at)).toEqual([]);
  for (const more of [
    { passed: true, note: "sealed:v1:pro_a:BBBB" },
    { passed: false, dueAt: at },
  ])
    expect(codeOf(() => reinspect({ ...look, ...more }, passed, at))).toBe("ticket.not_allowed_now");
  expect(typesOf(resolveTicket(resolve, passed, at))).toContain("ticket.resolved");
});

test("a second notice waits for the first to be put right; without one there is nothing to look at", () => {
  expect(codeOf(() => serveNotice(notice, served, at))).toBe("ticket.notice_in_force");
  expect(
    codeOf(() =>
      reinspect({ actor: victor, passed: true, dueAt: null, note: null }, handledBy(victor.id), at),
    ),
  ).toBe("ticket.no_notice");
});

test("a look that was said to be done already is not said again, and no piece is late on what is over", () => {
  const looked = after(finishSubTask({ ...finish, actor: victor, subTaskId: "vio_1-1" }, served, at), served);
  const facts = reinspect({ actor: victor, passed: true, dueAt: null, note: null }, looked, at);
  expect(typesOf(facts)).toEqual(["ticket.reinspected"]);
  for (const status of ["resolved", "closed", "cancelled", "merged"] as const)
    expect(overdueSubTask("sub_1", { ...withCarpet, status }, minutesLater(99))).toEqual([]);
});
