import { ticketEscalatedV1, ticketReopened } from "@shouwen/contracts/events/ticket";
import { slaTargetRecalculated } from "@shouwen/contracts/events/ticket-promises";
import { ticketReinspected, ticketSubTaskDone } from "@shouwen/contracts/events/ticket-sub-tasks";
import { expect, test } from "vitest";
import { aRequest } from "../../test/facts.ts";
import {
  after,
  aTicket,
  at,
  context,
  escalation,
  handledBy,
  ladder,
  maya,
  minutesLater,
  offeredTo,
  staffed,
  victor,
} from "../../test/tickets.ts";
import { chooseOwner } from "./assignment/choose-owner.ts";
import { demandsOf } from "./assignment/choose-team.ts";
import { shareOut } from "./assignment/claim-ticket.ts";
import { chooseHandler, offerTicket, withdrawOffer } from "./assignment/offer-ticket.ts";
import { watchTarget } from "./clock/breach-target.ts";
import { clocksOf } from "./clock/clock.ts";
import { pinnedTerms, termsInForce } from "./clock/pinned-terms.ts";
import { recalculateTargets } from "./clock/recalculate-targets.ts";
import { keptAccept, nextDueAt, promise } from "./clock/sla-targets.ts";
import { acknowledgeEscalation } from "./ticket/annotate-ticket.ts";
import { cancelTicket } from "./ticket/end-ticket.ts";
import { mergeTicket, unmergeTicket } from "./ticket/link-tickets.ts";
import { openTicket } from "./ticket/open-ticket.ts";
import { about, type Target, type Ticket, unknownTicket } from "./ticket/ticket.ts";
import type { TicketFact } from "./ticket/ticket-fact.ts";
import { acceptTicket, declineTicket } from "./ticket/work-on-ticket.ts";

const openingContext = context();
const [response, resolution] = aTicket().targets as [Target, Target];
const calendarOf = () => openingContext.calendar.body;

const there = (staffId: string, overrides = {}) => staffed(staffId, { roles: ["agent"], ...overrides });
const owner = (staff: ReturnType<typeof there>[], returnsTo: string | null) =>
  chooseOwner({ ticketId: "tic_1", takenBy: null, defaultOwnerId: null, staff, returnsTo })?.ownerId;

test("a customer who comes back reaches their owner, who stands in for them, or whoever is on duty", () => {
  const leo = there("stf_leo");
  const maya = there("stf_maya", { roles: ["supervisor"] });
  expect(owner([leo, maya], "stf_maya")).toBe("stf_maya");
  const away = there("stf_maya", { roles: ["supervisor"], onDuty: false, substituteId: "stf_ann" });
  const ann = there("stf_ann", { roles: ["staff"] });
  expect(owner([leo, away, ann], "stf_maya")).toBe("stf_ann");
  expect(owner([leo, away], "stf_maya")).toBe("stf_leo");
  expect(owner([leo], "stf_elsewhere")).toBe("stf_leo");
  expect(owner([there("stf_maya", { absentUntil: at }), leo], "stf_maya")).toBe("stf_leo");
  expect(owner([there("stf_maya", { employed: false }), leo], "stf_maya")).toBe("stf_leo");
});

test("whoever was never offered anything was idle longest", () => {
  const asked = { open: 1, idleSince: at };
  const never = { open: 1, idleSince: null };
  const candidates = [
    { staff: staffed("stf_a"), load: asked },
    { staff: staffed("stf_b"), load: never },
  ];
  expect(chooseHandler(aTicket(), candidates)?.staffId).toBe("stf_b");
  expect(chooseHandler(aTicket(), candidates.toReversed())?.staffId).toBe("stf_b");
  const same = ["stf_b", "stf_a", "stf_c"].map((id) => ({ staff: staffed(id), load: never }));
  expect(chooseHandler(aTicket(), same)?.staffId).toBe("stf_a");
  expect([...shareOut([aTicket()], same).keys()]).toEqual(["stf_a"]);
  expect([...shareOut([aTicket()], candidates).keys()]).toEqual(["stf_b"]);
  expect([...shareOut([aTicket()], candidates.toReversed()).keys()]).toEqual(["stf_b"]);
});

test("nobody is offered what they are not able to do, or while they are on leave", () => {
  const pipes = aTicket({ skill: { skill: "plumbing", minLevel: 3 } });
  const able = (level: number, skill = "plumbing") => [
    { staff: staffed("stf_a", { skills: [{ skill, level }] }), load: { open: 0, idleSince: null } },
  ];
  expect(chooseHandler(pipes, able(2))).toBeUndefined();
  expect(chooseHandler(pipes, able(5, "electrics"))).toBeUndefined();
  expect(chooseHandler(pipes, able(3))?.staffId).toBe("stf_a");
  const away = {
    staff: staffed("stf_a", { absentUntil: minutesLater(60) }),
    load: { open: 0, idleSince: null },
  };
  expect(chooseHandler(aTicket(), [away])).toBeUndefined();
  expect(
    demandsOf({ id: "one", team: "x", skill: { skill: "plumbing", minLevel: 1 }, forClaim: true }),
  ).toEqual({
    skill: { skill: "plumbing", minLevel: 1 },
    forClaim: true,
  });
  expect(demandsOf({ id: "one", team: "x", forClaim: false })).toEqual({});
});

test("a step that nobody knows any more is told at its level, and a promise without steps is told of once", () => {
  const strange = { ...response, steps: [{ stepId: "gone", at: response.dueAt }] };
  const watch = (target: Target) =>
    watchTarget({ name: "response", escalation }, aTicket({ targets: [target] }), minutesLater(99)).map(
      ({ type }) => type,
    );
  expect(watch(strange)).toEqual(["sla_target.breached.v1", "ticket.escalated.v2", "ticket.escalated.v1"]);
  const early = { ...response, dueAt: minutesLater(200), steps: [{ stepId: "gone", at }] };
  expect(
    watchTarget({ name: "response", escalation }, aTicket({ targets: [early] }), at)[0]?.data,
  ).toMatchObject({
    level: 1,
    reason: "target_nears",
    stepId: "gone",
  });
  expect(watch({ ...response, state: "breached" })).toEqual([]);
  expect(watch({ ...response, state: "paused" })).toEqual([]);
  expect(watchTarget({ name: "accept", escalation }, aTicket(), minutesLater(99))).toEqual([]);
  expect(watchTarget({ name: "response", escalation }, { status: "unknown" }, at)).toEqual([]);
});

test("an escalation that nobody climbs is taken over once; one that climbs again, again", () => {
  const told = { ...response, told: true };
  const quiet = aTicket({ escalationLevel: 1, acknowledgedBy: maya.id, targets: [told] });
  expect(acknowledgeEscalation(maya, quiet, at)).toEqual([]);
  const climbing = {
    ...quiet,
    targets: [{ ...told, steps: [{ stepId: "still_open", at: minutesLater(30) }] }],
  };
  expect(acknowledgeEscalation(maya, climbing, at)).toHaveLength(1);
});

test("every hop has a clock of its own: kept, declined, run out, taken away, withdrawn", () => {
  const offer = { toStaffId: victor.id, acceptWithinMs: 180_000 };
  const lived = (end: (ticket: ReturnType<typeof aTicket>) => readonly TicketFact[]) => {
    const offered = offerTicket(offer, aTicket(), at);
    const facts = [...offered, ...end(after(offered, aTicket()))];
    return clocksOf(facts, { calendarOf, now: minutesLater(10) })[0];
  };
  const reached = minutesLater(2);
  expect(lived((ticket) => acceptTicket(victor, ticket, reached))).toMatchObject({
    state: "met",
    endedAt: reached,
  });
  expect(lived((ticket) => declineTicket(victor, ticket, reached))).toMatchObject({
    state: "ended",
    breachedAt: null,
  });
  const late = minutesLater(3);
  expect(lived((ticket) => withdrawOffer(escalation, ticket, late))).toMatchObject({
    state: "breached",
    breachedAt: late,
  });
  const withdrawn = { actor: maya, reason: "no_request" };
  expect(lived((ticket) => cancelTicket(withdrawn, ticket, reached))).toMatchObject({ state: "ended" });
  const customers = { profileId: "pro_a" };
  const into = {
    actor: maya,
    into: aTicket({ ...customers, ticketId: "tic_into" }),
    calendar: openingContext.calendar.body,
  };
  const gone = (ticket: Ticket) => mergeTicket(into, { ...ticket, ...customers }, reached);
  expect(lived(gone)).toMatchObject({ state: "ended", endedAt: reached });
  expect(lived(() => [])).toMatchObject({ state: "running", hop: 1, allowedMs: 180_000, usedMs: 600_000 });
});

test("who takes an offer late has broken no more than the moment; an offer without a limit has no clock", () => {
  const late = acceptTicket(victor, offeredTo(victor.id), minutesLater(4));
  expect(late[1]?.data).toMatchObject({ target: "accept", lateMs: 60_000 });
  expect(keptAccept(aTicket(), null, at)).toEqual([]);
  const bare = offeredTo(victor.id, { targets: [] });
  expect(acceptTicket(victor, bare, at)[1]?.data).toMatchObject({ target: "accept", policyVersion: "none" });
  const ownerless = offeredTo(victor.id, { ownerId: null });
  expect(withdrawOffer(escalation, ownerless, minutesLater(3))[1]?.data).toMatchObject({ toldIds: [] });
});

test("what a withdrawn ticket promised has ended, and what nobody promised never runs", () => {
  const opened = aTicket();
  const facts = cancelTicket({ actor: maya, reason: "no_request" }, opened, at);
  expect(clocksOf(facts, { calendarOf, now: at })).toEqual([]);
  expect(nextDueAt(aTicket({ targets: [] }))).toBeNull();
  expect(
    nextDueAt(aTicket({ targets: [resolution, response, { ...response, state: "met", dueAt: at }] })),
  ).toBe(response.dueAt);
});

test("a promise that is made anew without steps keeps none, and one reopened without promises has none anew", () => {
  const said = { ...about(aTicket(), at), by: maya.id };
  const moved = slaTargetRecalculated.of({
    ...said,
    target: "response",
    dueAt: minutesLater(20),
    fromDueAt: response.dueAt,
    responsibleId: null,
    policyVersion: "p@2",
    fromPolicyVersion: "p@1",
    calendarVersion: "c@1",
  });
  expect(after([moved], aTicket()).targets[0]).toMatchObject({
    dueAt: minutesLater(20),
    policyVersion: "p@2",
  });
  const old = ticketReopened.of({ ...said, reason: "manual", words: null, reopening: 1 });
  expect(after([old], aTicket()).targets).toEqual(aTicket().targets);
  expect(clocksOf([old as TicketFact], { calendarOf, now: at })).toEqual([]);
  const first = ticketEscalatedV1.of({ ...said, level: 2, nature: "hierarchic", reason: "manual" });
  expect(after([first], aTicket())).toMatchObject({ escalationLevel: 2 });
});

test("what is said of a piece or a notice that a ticket does not have changes nothing", () => {
  const said = { ...about(aTicket(), at), by: maya.id };
  const done = ticketSubTaskDone.of({ ...said, subTaskId: "sub_1", outcome: "done", lateMs: 0 });
  const look = ticketReinspected.of({
    ...said,
    noticeId: "vio_1",
    inspection: 1,
    passed: true,
    dueAt: null,
    note: null,
  });
  expect(after([done, look], aTicket())).toMatchObject({
    ...aTicket(),
    ticketId: expect.any(String),
    requestId: expect.any(String),
    subTasks: [],
  });
});

test("a ticket that was merged before merges were kept whole stands alone again in its queue", () => {
  const merged = aTicket({ status: "merged" });
  expect(
    after(
      unmergeTicket(
        { actor: maya, calendar: openingContext.calendar.body, intoTicketId: merged.ticketId },
        merged,
        at,
      ),
      merged,
    ),
  ).toMatchObject({
    status: "queued",
    merged: null,
  });
});

test("the rules that a ticket is pinned to count, whatever is in force; of what it is pinned to none, those in force", () => {
  const policySet = <Body>(name: string, body: Body) => ({
    inForce: () => ({ policyVersionId: `${name}@9`, body }),
    version: (id: string) => (id === `${name}@1` ? { policyVersionId: id, body } : undefined),
  });
  const policySets = {
    sla: policySet("sla", openingContext.sla.body),
    calendars: policySet("cal", openingContext.calendar.body),
    escalation: policySet("esc", ladder.body),
  };
  const pinned = { ...response, policyVersion: "sla@1", calendarVersion: "cal@1" };
  const versions = (ticket: ReturnType<typeof aTicket>) =>
    Object.values(pinnedTerms(policySets, ticket, at)).map(({ policyVersionId }) => policyVersionId);
  expect(versions(aTicket({ targets: [pinned], escalationVersion: "esc@1" }))).toEqual([
    "sla@1",
    "cal@1",
    "esc@1",
  ]);
  expect(versions(aTicket({ targets: [] }))).toEqual(["sla@9", "cal@9", "esc@9"]);
  const kept = { ...pinned, policyVersion: "sla@0", state: "met" as const };
  expect(versions(aTicket({ targets: [kept, pinned] }))[0]).toBe("sla@1");
  expect(versions(aTicket({ targets: [{ ...pinned, state: "met" }] }))[0]).toBe("sla@1");
  expect(termsInForce(policySets, "prp_lakeside", at).ladder.policyVersionId).toBe("esc@9");
});

test("a date given to a customer has its steps by the clock on the wall, whatever the calendar", () => {
  const request = { ...aTicket(), replyBy: minutesLater(100) };
  const replyBy = promise(request, openingContext).find(({ name }) => name === "reply_by");
  expect(replyBy?.steps).toEqual([
    { stepId: "nears", at: minutesLater(80) },
    { stepId: "broken", at: minutesLater(100) },
    { stepId: "still_open", at: minutesLater(200) },
  ]);
  const past = promise({ ...request, replyBy: minutesLater(-5) }, openingContext).find(
    ({ name }) => name === "reply_by",
  );
  expect(past?.steps?.map((step) => step.at)).toEqual([at, at, at]);
});

test("a promise that was told of, but keeps no steps, has none left when it is made anew", () => {
  const told = handledBy(victor.id, { targets: [{ ...resolution, told: true }] });
  const [fact] = recalculateTargets(
    { by: maya.id, terms: { ...openingContext, sla: { ...openingContext.sla, policyVersionId: "p@2" } } },
    told,
    at,
  );
  expect(fact?.data).toMatchObject({ steps: [] });
});

test("a promise that does not say when it began did so when the request was received", () => {
  const [opened] = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id }), context: openingContext },
    unknownTicket,
    at,
  );
  if (opened?.type !== "ticket.opened.v1") throw new Error("Nothing was opened");
  const targets = opened.data.targets?.map(({ startedAt: _, ...target }) => target);
  const old: unknown = { ...opened, data: { ...opened.data, targets } };
  expect(clocksOf([old as TicketFact], { calendarOf, now: at })[0]).toMatchObject({
    startedAt: at,
    dueAt: minutesLater(15),
  });
});
