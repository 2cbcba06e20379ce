import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  handledBy,
  lead,
  maya,
  minutesLater,
  offeredTo,
  premises,
  resolvedTicket,
  teamed,
  typesOf,
  victor,
} from "../../test/tickets.ts";
import { recategoriseTicket, reprioritiseTicket } from "./change-matter.ts";
import { cancelTicket, resolveTicket } from "./end-ticket.ts";
import { linkTicket, mergeTicket, unmergeTicket } from "./link-tickets.ts";
import { plansPolicy, shippedPlans, subTasksOfPlan } from "./plans.ts";
import { recalculateTargets } from "./promise-again.ts";
import { addSubTasks, finishSubTask, type NewSubTask, overdueSubTask } from "./sub-tasks.ts";
import { unknownTicket } from "./ticket.ts";
import { reinspect, serveNotice } from "./violation-notice.ts";
import { pauseTicket } from "./work-on-ticket.ts";

const codeOf = (decide: () => unknown): string | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const house = premises();
const calendar = house.calendar.body;
const resolve = { actor: victor, outcome: "done" as const, note: null, graceMs: 1 };

const carpet: NewSubTask = {
  ...{ subTaskId: "sub_1", title: "Dry the carpet", forDepartmentId: "dep_lakeside_housekeeping" },
  ...{ forTeamId: "tea_lakeside_housekeeping", responsibleId: null, accompaniedBy: null },
  ...{ stage: null, planId: null, dueAt: minutesLater(30) },
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
  const pieces = subTasksOfPlan(reception, { ids, teams, at: minutesLater(240) });
  expect(pieces[1]).toMatchObject({
    ...{ subTaskId: "sub_1", dueAt: at, planId: "vip_reception" },
    forTeamId: "tea_lakeside_housekeeping",
  });
  expect(pieces[0]).toMatchObject({ forTeamId: null, forDepartmentId: null });
});

const notice = {
  ...{ noticeId: "vio_1", text: "sealed:v1:pro_a:AAAA", photoIds: [], repeat: 1, dueAt: minutesLater(60) },
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

const other = aTicket();

test("a link is said once, taken away once, and never to the ticket itself or to another property's", () => {
  const link = { actor: bruno, other, relation: "related" as const, isLinked: true };
  const linked = after(linkTicket(link, aTicket(), at), aTicket());
  expect(linked.links).toEqual([{ relation: "related", otherTicketId: other.ticketId }]);
  expect(linkTicket(link, linked, at)).toEqual([]);
  expect(after(linkTicket({ ...link, isLinked: false }, linked, at), linked).links).toEqual([]);
  expect(linkTicket({ ...link, isLinked: false }, aTicket(), at)).toEqual([]);
  expect(codeOf(() => linkTicket({ ...link, other: undefined }, linked, at))).toBe("ticket.not_found");
  expect(codeOf(() => linkTicket({ ...link, other: { ...other, propertyId: "prp_b" } }, linked, at))).toBe(
    "ticket.not_found",
  );
  expect(codeOf(() => linkTicket({ ...link, other: linked }, linked, at))).toBe("ticket.link_to_itself");
});

const merge = { actor: maya, into: other, calendar };

test("a merged ticket goes on in another one of its customer, and nothing of it is lost", () => {
  const merged = after(mergeTicket(merge, offeredTo(victor.id), at), offeredTo(victor.id));
  expect(merged).toMatchObject({ status: "merged", merged: { into: other.ticketId, from: "queued" } });
  expect(merged.targets.map(({ state }) => state)).toEqual(["paused", "paused"]);
  expect(mergeTicket(merge, merged, at)).toEqual([]);
  const alone = after(unmergeTicket({ actor: maya, calendar }, merged, minutesLater(100)), merged);
  expect(alone).toMatchObject({ status: "queued", merged: null });
  expect(alone.targets.map(({ dueAt, state }) => [dueAt, state])).toEqual([
    [minutesLater(115), "running"],
    [minutesLater(340), "running"],
  ]);
});

test("what waits stops waiting when it is merged; who works on it does so again when it stands alone", () => {
  const pause = { reason: "parts", pausedBy: ["parts"], actor: victor } as const;
  const waiting = after(pauseTicket(pause, handledBy(victor.id), at), handledBy(victor.id));
  const facts = mergeTicket(merge, waiting, minutesLater(10));
  expect(typesOf(facts)).toEqual(["ticket.resumed", "ticket.merged"]);
  const alone = after(
    unmergeTicket({ actor: maya, calendar }, after(facts, waiting), minutesLater(20)),
    after(facts, waiting),
  );
  expect(alone).toMatchObject({ status: "in_progress", handlerId: victor.id });
});

test("different customers' tickets, and those that are over, are not merged", () => {
  expect(codeOf(() => mergeTicket({ ...merge, into: { ...other, profileId: "pro_b" } }, aTicket(), at))).toBe(
    "ticket.other_customer",
  );
  expect(codeOf(() => mergeTicket({ ...merge, into: { ...other, status: "closed" } }, aTicket(), at))).toBe(
    "ticket.not_allowed_now",
  );
  expect(codeOf(() => mergeTicket({ ...merge, actor: bruno }, aTicket(), at))).toBe("ticket.not_the_owner");
  expect(codeOf(() => unmergeTicket({ actor: maya, calendar }, aTicket(), at))).toBe(
    "ticket.not_allowed_now",
  );
});

test("a ticket that matters sooner is due sooner, from the moment at which it was received", () => {
  const soon = { actor: maya, priority: "urgent" as const, terms: house };
  const facts = reprioritiseTicket(soon, aTicket(), minutesLater(10));
  expect(facts[0]?.data).toMatchObject({ priority: "urgent", fromPriority: "normal" });
  const ticket = after(facts, aTicket());
  expect(ticket.targets.map(({ dueAt }) => dueAt)).toEqual([minutesLater(15), minutesLater(60)]);
  expect(reprioritiseTicket(soon, ticket, at)).toEqual([]);
});

test("a step of the ladder that was taken is not taken again when a promise moves", () => {
  const [response, resolution] = aTicket().targets;
  if (!response || !resolution) throw new Error("no promises");
  const steps = [{ stepId: "broken", at: resolution.dueAt }];
  const told = aTicket({ targets: [response, { ...resolution, told: true, steps }] });
  const facts = reprioritiseTicket({ actor: maya, priority: "urgent", terms: house }, told, at);
  expect(after(facts, told).targets[1]?.steps).toEqual([{ stepId: "broken", at: minutesLater(60) }]);
});

const complaint = {
  ...{ actor: maya, kind: "complaint" as const, category: "front_office/billing", terms: house },
};
const desk = teamed({ teamId: "tea_lakeside_front_office", departmentId: "dep_lakeside_front_office" });
const toDesk = {
  routeOf: () => ({
    route: { team: desk, rule: { id: "desk", team: "front_office" } },
    version: "pol_routing_group@1",
  }),
};

test("what turns out to be another matter has other promises, and goes to the right team while nobody works on it", () => {
  const facts = recategoriseTicket({ ...complaint, ...toDesk }, aTicket(), at);
  expect(typesOf(facts)).toEqual(["ticket.recategorised", "ticket.queued"]);
  expect(facts[0]?.data).toMatchObject({
    kind: "complaint",
    fromKind: "repair",
    fromCategory: "engineering/plumbing",
  });
  expect(after(facts, aTicket())).toMatchObject({ kind: "complaint", teamId: desk.teamId, status: "queued" });
  expect(after(facts, aTicket()).targets[1]?.dueAt).toBe(minutesLater(24 * 60));
  expect(typesOf(recategoriseTicket({ ...complaint, ...toDesk }, handledBy(victor.id), at))).toEqual([
    "ticket.recategorised",
  ]);
  const nowhere = { routeOf: () => ({ route: undefined, version: "v" }) };
  expect(recategoriseTicket({ ...complaint, ...nowhere }, aTicket(), at)).toHaveLength(1);
  const same = { ...complaint, kind: "repair" as const, category: "engineering/plumbing" };
  expect(recategoriseTicket({ ...same, ...toDesk }, aTicket(), at)).toEqual([]);
});

test("other rules hold for an open ticket only on demand, and leave what is kept, broken or given to the customer", () => {
  const terms = { ...house, sla: { policyVersionId: "pol_sla_group@2", body: house.sla.body } };
  const [response, resolution] = aTicket().targets;
  if (!response || !resolution) throw new Error("no promises");
  const replyBy = { ...response, name: "reply_by" as const };
  const ticket = aTicket({ targets: [{ ...response, state: "breached" }, resolution, replyBy] });
  const facts = recalculateTargets({ by: lead.id, terms }, ticket, at);
  expect(facts.map(({ data }) => (data as { target: string }).target)).toEqual(["resolution"]);
  expect(facts[0]?.data).toMatchObject({
    fromPolicyVersion: "p@1",
    policyVersion: "pol_sla_group@2",
    by: lead.id,
  });
  expect(recalculateTargets({ by: lead.id, terms }, after(facts, ticket), at)).toEqual([]);
  for (const closed of [resolvedTicket(), aTicket({ mode: "history" }), unknownTicket])
    expect(recalculateTargets({ by: lead.id, terms }, closed, at)).toEqual([]);
});

test("a promise that is made anew counts the waits that are over", () => {
  const waits = [{ from: minutesLater(5), to: minutesLater(35) }];
  const terms = { ...house, sla: { ...house.sla, policyVersionId: "pol_sla_group@2" } };
  const [, resolution] = recalculateTargets({ by: lead.id, terms }, handledBy(victor.id, { waits }), at);
  expect(resolution?.data).toMatchObject({ dueAt: minutesLater(270) });
});

test("a ticket that goes on in another one is not withdrawn by itself", () => {
  const merged = after(mergeTicket(merge, aTicket(), at), aTicket());
  expect(codeOf(() => cancelTicket({ actor: maya, reason: "duplicate" }, merged, at))).toBe(
    "ticket.not_allowed_now",
  );
});
