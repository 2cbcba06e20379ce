import { sayPriority } from "@shouwen/contracts/priority";
import { kind } from "@shouwen/contracts/values";
import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import { after, aTicket, at, context, maya, minutesLater, staffed, teamed } from "../../../test/tickets.ts";
import { escalationPolicy, shippedEscalation } from "../escalation/escalation-policy.ts";
import { type OpenTicketContext, openTicket } from "../ticket/open-ticket.ts";
import { unknownTicket } from "../ticket/ticket.ts";
import { checkSla } from "./check-policies.ts";
import { checkRouting } from "./check-routing.ts";
import { routingPolicy, shippedRouting, shippedSla, slaPolicy } from "./policies.ts";
import { noRouting, noSla, rehearseRouting, rehearseSla } from "./rehearse.ts";

const teams = [
  teamed(),
  teamed({ teamId: "tea_lakeside_front_office", departmentId: "dep_lakeside_front_office" }),
];
const head = staffed("stf_head", { roles: ["supervisor"], departmentId: "dep_lakeside_engineering" });
const openingContext = context({ teams, staff: [head] });

/** A complaint in whose words somebody read that water runs, as the door says it. */
const leak = { ...sayPriority("emergency"), kind: "complaint" as const, category: "service/attitude" };
const opened = (overrides: object, at_: OpenTicketContext = openingContext) => {
  const facts = openTicket(
    { request: aRequest({ receivedAt: at, takenBy: maya.id, ...overrides }), context: at_ },
    unknownTicket,
    at,
  );
  const steps = facts
    .filter(({ type }) => type === "ticket.escalated.v2")
    .map(({ data }) => (data as { stepId: string }).stepId);
  const { kind, priority, teamId, targets } = after(facts);
  return { kind, priority, teamId, steps, due: targets.map(({ dueAt }) => dueAt) };
};

test("a complaint with water running is a complaint and an emergency", () => {
  expect(opened(leak)).toEqual({
    kind: "complaint",
    priority: "emergency",
    teamId: "tea_lakeside_engineering",
    steps: ["emergency"],
    due: [minutesLater(5), minutesLater(60)],
  });
  // Of the highest tier it is what both steps are for.
  expect(opened({ ...leak, tier: "A" }).steps).toEqual(["emergency", "vip_complaint"]);
});

test("the kind that a person chose, and that old events name, is one of that priority", () => {
  for (const said of [{ priority: "urgent" as const }, sayPriority("emergency")])
    expect(opened({ ...said, kind: "emergency", category: "general" })).toMatchObject({
      kind: "emergency",
      teamId: "tea_lakeside_engineering",
      steps: ["emergency"],
      due: [minutesLater(5), minutesLater(60)],
    });
});

/** The rules as they shipped when an emergency was a kind. */
const before = context({
  teams,
  staff: [head],
  sla: {
    policyVersionId: "pol_sla_group@1",
    body: slaPolicy.parse({
      ...shippedSla,
      rules: [
        { target: "response", kinds: ["emergency"], withinMs: 300_000 },
        { target: "response", withinMs: 900_000 },
        { target: "resolution", kinds: ["complaint"], withinMs: 86_400_000 },
        { target: "resolution", kinds: ["emergency"], priorities: ["urgent"], withinMs: 3_600_000 },
        { target: "resolution", withinMs: 172_800_000 },
      ],
    }),
  },
  routing: {
    policyVersionId: "pol_routing_group@1",
    body: routingPolicy.parse({
      rules: [
        { id: "repairs", kinds: ["repair", "emergency"], team: "engineering" },
        { id: "rest", team: "front_office" },
      ],
    }),
  },
  ladder: {
    policyVersionId: "pol_escalation_group@1",
    body: escalationPolicy.parse({
      ...shippedEscalation,
      steps: [
        { id: "danger", on: "opened", kinds: ["emergency"], level: 2 },
        { id: "half", on: "target", kinds: ["emergency"], atPercent: 50, level: 1 },
      ],
    }),
  },
});

test("a version of the rules that names the kind decides of an emergency as it did when it was written", () => {
  expect(opened(leak, before)).toEqual({
    kind: "complaint",
    priority: "emergency",
    teamId: "tea_lakeside_engineering",
    steps: ["danger"],
    due: [minutesLater(5), minutesLater(60)],
  });
  expect(opened({ ...leak, ...sayPriority("urgent") }, before)).toMatchObject({
    teamId: "tea_lakeside_front_office",
    steps: [],
    due: [minutesLater(15), minutesLater(24 * 60)],
  });
});

test("to rules that know no emergencies at all, one is urgent", () => {
  const body = routingPolicy.parse({
    rules: [
      { id: "soon", priorities: ["urgent"], team: "engineering" },
      { id: "rest", team: "front_office" },
    ],
  });
  const plain = { ...openingContext, routing: { policyVersionId: "r@1", body } };
  expect(opened(leak, plain).teamId).toBe("tea_lakeside_engineering");
  const low = { ...leak, ...sayPriority("low"), kind: "emergency" };
  expect(opened(low, plain).teamId).toBe("tea_lakeside_front_office");
});

test("no rule takes an emergency for less, though it says how soon other matters are", () => {
  const body = routingPolicy.parse({ rules: [{ id: "all", priority: "low", team: "front_office" }] });
  const calm = { ...openingContext, routing: { policyVersionId: "r@1", body } };
  expect(opened(leak, calm).priority).toBe("emergency");
  expect(opened({ ...leak, ...sayPriority("urgent") }, calm).priority).toBe("low");
  const danger = routingPolicy.parse({ rules: [{ id: "all", priority: "emergency", team: "front_office" }] });
  const alert = { ...openingContext, routing: { policyVersionId: "r@1", body: danger } };
  expect(opened({ ...leak, ...sayPriority("low") }, alert)).toMatchObject({
    priority: "emergency",
    due: [minutesLater(5), minutesLater(60)],
  });
});

test("rules that name the kind, the priority or neither are checked in their own words", () => {
  expect(checkSla(before.sla.body)).toEqual([]);
  expect(checkRouting(before.routing.body, teams)).toEqual([]);
  expect(checkRouting(routingPolicy.parse(shippedRouting), [])).toEqual([]);
  const both = slaPolicy.parse({
    ...shippedSla,
    rules: [
      { target: "response", priorities: ["emergency"], withinMs: 300_000 },
      { target: "response", kinds: ["emergency"], withinMs: 300_000 },
      { target: "response", priorities: ["low", "normal", "high", "urgent"], withinMs: 900_000 },
      { target: "resolution", withinMs: 3_600_000 },
    ],
  });
  expect(checkSla(both)).toMatchObject([{ code: "never_reached", path: "rules.1" }]);
});

test("rehearsed on the past, rules that name the priority send what was of the kind where it went", () => {
  const past = kind.options.flatMap((one) =>
    ["engineering/gas", "security/theft", "general", "front_office/bill"].map((category) =>
      aTicket({ kind: one, category, priority: one === "emergency" ? "urgent" : "normal" }),
    ),
  );
  const shipped = routingPolicy.parse(shippedRouting);
  const kinds = shipped.rules
    .filter(({ id }) => id !== "emergencies")
    .map(({ priorities, ...rule }): object => {
      if (rule.id === "repairs") return { ...rule, kinds: ["repair", "emergency"] };
      return priorities ? { ...rule, kinds: ["emergency"] } : rule;
    });
  const trial = { teams, listed: 10, timeZone: openingContext.timeZone };
  const inForce = { policyVersionId: "pol_routing_group@1", body: routingPolicy.parse({ rules: kinds }) };
  const draft = { policyVersionId: "draft@0", body: shipped };
  expect(rehearseRouting(noRouting, past, { ...trial, inForce, draft })).toMatchObject({
    tickets: 40,
    moved: 0,
  });
  const sla = { inForce: before, draft: openingContext, listed: 10, now: at };
  expect(rehearseSla(noSla, past, sla).response.movedDue).toBe(0);
});
