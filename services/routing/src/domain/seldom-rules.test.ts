import {
  ticketEscalationAcknowledged,
  ticketPaused,
  ticketReopened,
  ticketResumed,
} from "@shouwen/contracts/events/ticket";
import { expect, test } from "vitest";
import { aRequest } from "../../test/facts.ts";
import {
  after,
  aTicket,
  at,
  context,
  escalation,
  handledBy,
  maya,
  minutesLater,
  staffed,
  teamed,
  victor,
} from "../../test/tickets.ts";
import { approvalsPolicy, shippedApprovals } from "./approval/approval-flows.ts";
import { chooseOwner } from "./assignment/choose-owner.ts";
import { chooseTeam } from "./assignment/choose-team.ts";
import { watchTarget } from "./clock/breach-target.ts";
import { clocksOf } from "./clock/clock.ts";
import { recalculateTargets } from "./clock/recalculate-targets.ts";
import { promisesAfterWait } from "./clock/sla-targets.ts";
import { escalationPolicy } from "./escalation/escalation-policy.ts";
import { peopleTold, stepsFor, stepsOfTarget } from "./escalation/escalation-recipients.ts";
import { checkApprovals } from "./policy/check-policies.ts";
import { routingPolicy } from "./policy/policies.ts";
import { noRouting, noSla, rehearseRouting, rehearseSla } from "./policy/rehearse.ts";
import { plansPolicy, shippedPlans, subTasksOfPlan } from "./sub-task/plans.ts";
import { cancelTicket } from "./ticket/end-ticket.ts";
import { openTicket } from "./ticket/open-ticket.ts";
import { segmentsOf } from "./ticket/segments.ts";
import { about, type Target, type Ticket, unknownTicket } from "./ticket/ticket.ts";
import { reportOf } from "./ticket/ticket-report.ts";
import { acceptTicket, pauseTicket, resumeTicket } from "./ticket/work-on-ticket.ts";

const openingContext = context();
const [response, resolution] = aTicket().targets as [Target, Target];
const calendarOf = () => openingContext.calendar.body;

const there = (staffId: string, overrides = {}) => staffed(staffId, { roles: ["agent"], ...overrides });
const _owner = (staff: ReturnType<typeof there>[], returnsTo: string | null) =>
  chooseOwner({ ticketId: "tic_1", takenBy: null, defaultOwnerId: null, staff, returnsTo })?.ownerId;

test("flows and their steps are named once", () => {
  const { flows } = approvalsPolicy.parse(shippedApprovals);
  const [flow] = flows;
  if (!flow) throw new Error("no flow ships");
  expect(checkApprovals({ flows })).toEqual([]);
  const [step] = flow.steps;
  if (!step) throw new Error("no step ships");
  expect(checkApprovals({ flows: [flow, { ...flow, steps: [step, step] }] })).toMatchObject([
    { path: "flows.1.id" },
    { path: "flows.1.steps.1.id" },
  ]);
});

test("a plan with more pieces than ids names the rest by its own name", () => {
  const [plan] = plansPolicy.parse(shippedPlans).plans;
  if (!plan) throw new Error("no plan ships");
  const subTasks = subTasksOfPlan(plan, { ids: [], teams: [teamed()], own: aTicket(), at });
  expect(subTasks[0]?.subTaskId).toBe("vip_reception-0");
  const own = plansPolicy.parse(shippedPlans).plans.find(({ id }) => id === "rectification");
  const subTaskOf = (ticket: Ticket) =>
    own && subTasksOfPlan(own, { ids: [], teams: [teamed()], own: ticket, at })[0]?.forTeamId;
  expect(subTaskOf(aTicket())).toBe("tea_lakeside_engineering");
  expect(subTaskOf(aTicket({ teamId: null }))).toBeNull();
  expect(subTasks.find(({ title }) => title.includes("equipment"))).toMatchObject({
    accompaniedBy: "housekeeping",
  });
});

test("a reopened ticket is held anew by its owner and its team", () => {
  const said = { ...about(handledBy(victor.id), at), by: maya.id };
  const facts = [ticketReopened.of({ ...said, reason: "manual", words: null, reopening: 1 })];
  expect(segmentsOf(facts, minutesLater(1)).segments.map(({ role, why }) => [role, why])).toEqual([
    ["owner", "reopened"],
    ["team", "reopened"],
  ]);
});

test("a ticket without figures reports none; one that was resolved reports the time without its waits", () => {
  expect(reportOf(aTicket())).toMatchObject({
    firstTouchMs: null,
    resolutionMs: null,
    netResolutionMs: null,
    escalations: 0,
  });
});

test("a rule for hours of the day counts from its first minute to before its last", () => {
  const at = (localTime: string, from: string, to: string) =>
    chooseTeam(
      { ...aTicket(), localTime },
      routingPolicy.parse({ rules: [{ id: "hours", during: [{ from, to }], team: "engineering" }] }),
      [teamed()],
    ) !== undefined;
  expect([at("07:59", "08:00", "20:00"), at("08:00", "08:00", "20:00")]).toEqual([false, true]);
  expect([at("19:59", "08:00", "20:00"), at("20:00", "08:00", "20:00")]).toEqual([true, false]);
  expect([at("21:59", "22:00", "06:00"), at("22:00", "22:00", "06:00")]).toEqual([false, true]);
  expect([at("05:59", "22:00", "06:00"), at("06:00", "22:00", "06:00")]).toEqual([true, false]);
  expect([at("00:00", "09:00", "09:00"), at("12:00", "09:00", "09:00")]).toEqual([true, true]);
});

test("a clock whose calendar nobody published any more counts by the clock on the wall", () => {
  const opened = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
    unknownTicket,
    at,
  );
  const lived = [...opened];
  const add = (decide: (ticket: ReturnType<typeof after>) => typeof opened) =>
    lived.push(...decide(after(lived)));
  add((ticket) => acceptTicket(maya, ticket, at));
  add((ticket) =>
    pauseTicket({ actor: maya, reason: "parts", pausedBy: ["parts"] }, ticket, minutesLater(10)),
  );
  add((ticket) =>
    resumeTicket({ actor: maya, calendar: openingContext.calendar.body }, ticket, minutesLater(40)),
  );
  const clocks = clocksOf(lived, { calendarOf: () => undefined, now: minutesLater(50) });
  expect(clocks.find(({ name }) => name === "resolution")).toMatchObject({
    usedMs: 20 * 60_000,
    dueAt: minutesLater(270),
    state: "running",
  });
});

test("somebody unknown who took an escalation over is nobody by name", () => {
  const said = { ...about(aTicket(), at), by: null };
  const facts = [ticketEscalationAcknowledged.of({ ...said, level: 1 })];
  expect(after(facts, aTicket()).acknowledgedBy).toBe("");
});

test("a step of a promise that keeps no steps leaves none", () => {
  const [, broken] = watchTarget({ name: "response", escalation }, aTicket(), minutesLater(15));
  expect(broken && after([broken], aTicket()).targets.map(({ told, steps }) => [told, steps])).toEqual([
    [true, []],
    [undefined, undefined],
  ]);
});

test("tickets that lead nowhere under both sets of rules do not move; flows are listed the largest first", () => {
  const rules = (...rest: object[]) => ({
    policyVersionId: "r@1",
    body: routingPolicy.parse({ rules: rest.length > 0 ? rest : [{ id: "spa", team: "spa" }] }),
  });
  const teams = [teamed(), teamed({ teamId: "tea_lakeside_fnb" })];
  const trial = { inForce: rules(), draft: rules(), teams, timeZone: openingContext.timeZone, listed: 9 };
  expect(rehearseRouting(noRouting, [aTicket()], trial)).toMatchObject({ moved: 0, nowhere: 1 });
  const draft = rules({ id: "one", kinds: ["complaint"], team: "fnb" }, { id: "two", team: "engineering" });
  const past = [aTicket({ kind: "complaint" }), aTicket(), aTicket()];
  expect(rehearseRouting(noRouting, past, { ...trial, draft }).flows.map(({ count }) => count)).toEqual([
    2, 1,
  ]);
});

test("what neither set of rules promises is no change", () => {
  const none = {
    ...openingContext,
    sla: {
      policyVersionId: "s@1",
      body: { ...openingContext.sla.body, rules: openingContext.sla.body.rules.slice(0, 1) },
    },
  };
  expect(rehearseSla(noSla, [aTicket()], { inForce: none, draft: none, now: at, listed: 9 })).toMatchObject({
    list: [],
    response: { promised: 0, wouldBePromised: 0 },
  });
});

test("a withdrawn ticket is held by nobody any more", () => {
  const lived = [
    ...openTicket(
      { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
      unknownTicket,
      at,
    ),
  ];
  lived.push(...cancelTicket({ actor: maya, reason: "no_request" }, after(lived), minutesLater(1)));
  const { segments } = segmentsOf(lived, minutesLater(9));
  expect(segments.map(({ to }) => to)).toEqual(segments.map(() => minutesLater(1)));
});

test("a paused date stays where it is, and a promise without steps keeps none after the wait", () => {
  const replyBy = { ...response, name: "reply_by" as const, state: "paused" as const };
  const bare = { ...resolution, state: "paused" as const };
  const waiting = aTicket({ targets: [replyBy, bare], waiting: { reason: "parts", since: at } });
  expect(promisesAfterWait(waiting, openingContext.calendar.body, minutesLater(30))).toMatchObject([
    { dueAt: response.dueAt },
    { dueAt: minutesLater(270) },
  ]);
  expect(
    promisesAfterWait({ ...waiting, waiting: null }, openingContext.calendar.body, minutesLater(30))[1]
      ?.dueAt,
  ).toBe(resolution.dueAt);
  const ownerless = aTicket({ ownerId: null });
  expect(watchTarget({ name: "response", escalation }, ownerless, minutesLater(15))[0]?.data).toMatchObject({
    toldIds: [],
  });
});

test("a ladder's steps count for the promise and the tickets that they name, and roles mean who they say", () => {
  const body = escalationPolicy.parse({
    people: {
      anybody: { roles: ["staff"] },
      bosses: { roles: ["manager"], department: "none" },
      heads: { roles: ["supervisor"], department: "ticket" },
      desk: { roles: ["agent"], department: "front_office" },
    },
    levels: [["anybody"], ["heads"], ["bosses"]],
    steps: [
      { id: "a", on: "target", target: "resolution", atPercent: 50, level: 1 },
      { id: "b", on: "target", kinds: ["complaint"], atPercent: 50, level: 1 },
      { id: "c", on: "opened", level: 3 },
    ],
  });
  expect(stepsOfTarget(body, "response", aTicket())).toEqual([]);
  expect(stepsOfTarget(body, "resolution", aTicket()).map(({ id }) => id)).toEqual(["a"]);
  expect(stepsOfTarget(body, "response", aTicket({ kind: "complaint" })).map(({ id }) => id)).toEqual(["b"]);
  expect(stepsFor(body, { on: "opened", occurrence: 1 }, aTicket()).map(({ id }) => id)).toEqual(["c"]);
  expect(stepsFor(body, { on: "reopened", occurrence: 1 }, aTicket())).toEqual([]);
  const staff = [
    staffed("stf_a", { roles: ["staff"], departmentId: null }),
    staffed("stf_gone", { roles: ["staff"], employed: false }),
    staffed("stf_head", { roles: ["supervisor"] }),
    staffed("stf_boss", { roles: ["manager"], departmentId: null }),
    staffed("stf_boss2", { roles: ["manager"] }),
    staffed("stf_desk", { roles: ["agent"], departmentId: "dep_lakeside_front_office" }),
    staffed("stf_desk2", { roles: ["agent"], departmentId: "front_office" }),
    staffed("stf_desk3", { roles: ["agent"], departmentId: null }),
  ];
  const ids = (role: string, overrides = {}) =>
    peopleTold(body, { roles: [role], ticket: aTicket(overrides) }, staff);
  expect(ids("anybody")).toEqual(["stf_a"]);
  expect(ids("heads")).toEqual(["stf_head"]);
  expect(ids("heads", { departmentId: null })).toEqual([]);
  expect(ids("bosses")).toEqual(["stf_boss"]);
  expect(ids("desk")).toEqual(["stf_desk", "stf_desk2"]);
  expect(ids("nobody_said_who")).toEqual([]);
  expect(ids("handler")).toEqual([]);
  expect(ids("handler", { handlerId: "stf_x" })).toEqual(["stf_x"]);
  expect(ids("owner", { ownerId: null })).toEqual([]);
  expect(ids("owner")).toEqual([maya.id]);
  expect(
    peopleTold(body, { roles: ["owner", "handler"], ticket: aTicket({ handlerId: maya.id }) }, []),
  ).toEqual([maya.id]);
});

test("a note of the past without words is no note", () => {
  const life = [{ did: "noted" as const, at, by: null, note: null }];
  const opened = openTicket(
    { request: aRequest({ mode: "history", receivedAt: at, life }), context: openingContext },
    unknownTicket,
    at,
  );
  expect(opened.map(({ type }) => type)).toEqual(["ticket.opened.v1"]);
});

test("of a promise that was overdue before its wait began, the event's own word counts, else it stays", () => {
  const opened = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
    unknownTicket,
    at,
  );
  const ticket = after(opened);
  const said = (now: string) => ({ ...about(ticket, now), reason: "parts" as const, by: maya.id });
  const paused = ticketPaused.of({ ...said(minutesLater(300)), pausesClocks: true });
  const dueIn = (targets: Target[]) => {
    const resumed = ticketResumed.of({ ...said(minutesLater(400)), targets });
    const facts = [...opened, paused, resumed];
    return clocksOf(facts, { calendarOf, now: minutesLater(500) }).find(({ name }) => name === "resolution")
      ?.dueAt;
  };
  expect(dueIn([])).toBe(minutesLater(240));
  expect(dueIn([{ ...resolution, dueAt: minutesLater(340) }])).toBe(minutesLater(340));
});

test("a wait that began when the promise was due already does not move it", () => {
  const waits = [{ from: minutesLater(240), to: minutesLater(300) }];
  const terms = { ...openingContext, sla: { ...openingContext.sla, policyVersionId: "p@2" } };
  const [, moved] = recalculateTargets({ by: maya.id, terms }, handledBy(victor.id, { waits }), at);
  expect(moved?.data).toMatchObject({ target: "resolution", dueAt: minutesLater(240) });
});
