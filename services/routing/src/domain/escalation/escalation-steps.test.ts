import { ticketEscalationAcknowledged } from "@shouwen/contracts/events/ticket";
import { expect, test } from "vitest";
import { after, aTicket, at, escalation, maya, minutesLater, staffed } from "../../../test/tickets.ts";
import { watchTarget } from "../clock/breach-target.ts";
import { acknowledgeEscalation } from "../ticket/annotate-ticket.ts";
import { about, type Target } from "../ticket/ticket.ts";
import { escalationPolicy } from "./escalation-policy.ts";
import { peopleTold, stepsFor, stepsOfTarget } from "./escalation-recipients.ts";

const [response] = aTicket().targets as [Target];

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
