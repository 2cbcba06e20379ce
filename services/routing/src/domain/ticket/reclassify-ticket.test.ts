import { expect, test } from "vitest";
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
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { recategoriseTicket, reprioritiseTicket } from "./reclassify-ticket.ts";

const openingContext = context();

const complaint = {
  actor: maya,
  kind: "complaint" as const,
  category: "front_office/billing",
  terms: openingContext,
  escalation,
  complaints: 0,
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
  // Those are called in whose matter it is now; what was told before steps were kept is not told again.
  const desks = staffed("stf_desk", { roles: ["supervisor"], departmentId: desk.departmentId });
  const calling = { ...escalation, staff: [desks] };
  const headOf = recategoriseTicket(
    { ...complaint, ...toDesk, escalation: calling },
    aTicket({ tier: "A" }),
    at,
  );
  expect(headOf.at(-1)?.data).toMatchObject({
    toldIds: [maya.id, "stf_desk"],
    departmentId: desk.departmentId,
  });
  const old = aTicket({ tier: "A", kind: "complaint", alarms: { opened: 1 } });
  const moved = recategoriseTicket({ ...complaint, ...toDesk }, old, at);
  expect(typesOf(moved)).toEqual(["ticket.recategorised", "ticket.queued"]);
  const soon = { actor: maya, priority: "urgent" as const, terms: openingContext, escalation };
  const vip = aTicket({ tier: "A" });
  const called = recategoriseTicket({ ...complaint, ...toDesk }, vip, at);
  expect(typesOf(called).slice(2)).toEqual(["ticket.escalated.v2"]);
  expect(called.at(-1)?.data).toMatchObject({ reason: "opened", stepId: "vip_complaint", level: 2 });
  expect(typesOf(reprioritiseTicket(soon, after(called, vip), at))).toEqual(["ticket.reprioritised"]);
  const third = recategoriseTicket({ ...complaint, ...toDesk, complaints: 2 }, aTicket(), at);
  expect(third.at(-1)?.data).toMatchObject({ reason: "repeated_complaint", occurrence: 3, level: 3 });
  const complained = after(third, aTicket());
  const elsewhere = { ...complaint, ...toDesk, complaints: 2, category: "front_office/noise" };
  expect(typesOf(recategoriseTicket(elsewhere, complained, at))).toEqual(["ticket.recategorised"]);
  const asked = { ...complaint, ...toDesk, kind: "inquiry" as const };
  const inquiry = after(recategoriseTicket(asked, complained, at), complained);
  const twice = recategoriseTicket({ ...complaint, ...toDesk, complaints: 2 }, inquiry, at);
  expect(typesOf(twice)).toEqual(["ticket.recategorised"]);
  const nowhere = { routeOf: () => ({ route: undefined, version: "v" }) };
  expect(recategoriseTicket({ ...complaint, ...nowhere }, aTicket(), at)).toHaveLength(1);
  const same = { ...complaint, kind: "repair" as const, category: "engineering/plumbing" };
  expect(recategoriseTicket({ ...same, ...toDesk }, aTicket(), at)).toEqual([]);
});

test("people raise a matter to an emergency and take it back, and events say what it was before", () => {
  const escalateTo = { actor: maya, priority: "emergency" as const, terms: openingContext, escalation };
  const facts = reprioritiseTicket(escalateTo, aTicket({ kind: "complaint" }), at);
  expect(facts[0]?.data).toMatchObject({ priority: "urgent", emergency: true, fromPriority: "normal" });
  expect(facts[1]?.data).toMatchObject({ stepId: "emergency", reason: "opened" });
  const raised = after(facts, aTicket({ kind: "complaint" }));
  expect(raised).toMatchObject({ kind: "complaint", priority: "emergency" });
  expect(raised.targets.map(({ dueAt }) => dueAt)).toEqual([minutesLater(5), minutesLater(60)]);
  expect(reprioritiseTicket(escalateTo, raised, at)).toEqual([]);
  const [back] = reprioritiseTicket({ ...escalateTo, priority: "urgent" }, raised, at);
  expect(back?.data).toMatchObject({ priority: "urgent", fromPriority: "urgent", fromEmergency: true });
  expect(back?.data).toHaveProperty("emergency", undefined);
});

test("who says that it is an emergency has said how soon it matters", () => {
  const chosen = { ...complaint, ...toDesk, kind: "emergency" as const };
  const danger = after(recategoriseTicket(chosen, aTicket(), at), aTicket());
  expect(danger).toMatchObject({ kind: "emergency", priority: "emergency" });
  const calmer = after(
    reprioritiseTicket({ actor: maya, priority: "high", terms: openingContext, escalation }, danger, at),
    danger,
  );
  const elsewhere = { ...chosen, category: "engineering/gas" };
  expect(after(recategoriseTicket(elsewhere, calmer, at), calmer).priority).toBe("high");
});
