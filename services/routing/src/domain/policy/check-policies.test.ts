import { expect, test } from "vitest";
import { teamed } from "../../../test/tickets.ts";
import {
  approvalsPolicy,
  remedyLimits,
  shippedApprovals,
  shippedRemedyLimits,
} from "../approval/approval-flows.ts";
import { escalationPolicy, shippedEscalation } from "../escalation/escalation-policy.ts";
import { plansPolicy, shippedPlans } from "../sub-task/plans.ts";
import { checkEscalation, checkPlans, checkRemedyFlow, checkSla } from "./check-policies.ts";
import { checkRouting } from "./check-routing.ts";
import { routingPolicy, shippedRouting, shippedSla, slaPolicy } from "./policies.ts";

const sla = (rules: unknown[], more = {}) => checkSla(slaPolicy.parse({ ...shippedSla, rules, ...more }));
const routing = (rules: unknown[], teams = [teamed()]) => checkRouting(routingPolicy.parse({ rules }), teams);
const ladder = (overrides: object) =>
  checkEscalation(escalationPolicy.parse({ ...shippedEscalation, ...overrides }));
const unseen = [
  { id: "nobody_owns", on: "no_owner", level: 1 },
  { id: "nobody_fits", on: "no_handler", level: 1 },
];
const everything = { id: "rest", team: "engineering" };

test("what ships has no gap and does not contradict itself", () => {
  expect(checkSla(slaPolicy.parse(shippedSla))).toEqual([]);
  expect(checkRouting(routingPolicy.parse(shippedRouting), [])).toEqual([]);
  expect(checkEscalation(escalationPolicy.parse(shippedEscalation))).toEqual([]);
  expect(checkPlans(plansPolicy.parse(shippedPlans))).toEqual([]);
});

test("a promise that some tickets lack is a gap, and they are named", () => {
  const rules = [
    { target: "response", withinMs: 900_000 },
    { target: "resolution", kinds: ["repair"], withinMs: 3_600_000 },
    { target: "resolution", kinds: ["complaint"], priorities: ["urgent"], tiers: ["A"], withinMs: 3_600_000 },
  ];
  const [gap, ...others] = sla(rules);
  expect(others).toEqual([]);
  expect(gap).toMatchObject({ severity: "error", code: "gap", path: "rules" });
  expect(gap?.message).toContain(
    "No resolution is promised, whatever the category and channel, for: complaint (priority low, normal, high",
  );
  expect(gap?.message).toMatch(/; inquiry; /);
  expect(gap?.message).not.toContain("repair");
});

test("a rule that earlier ones take everything from is never reached", () => {
  const rules = [
    { target: "response", withinMs: 900_000 },
    { target: "response", kinds: ["emergency"], withinMs: 300_000 },
    { target: "resolution", withinMs: 3_600_000 },
  ];
  expect(sla(rules)).toMatchObject([{ code: "never_reached", path: "rules.1" }]);
});

test("an offer that stands as long as a response is promised within leaves one chance", () => {
  expect(sla([...shippedSla.rules], { acceptWithinMs: 300_000 })).toMatchObject([
    { severity: "warning", code: "one_chance" },
  ]);
});

test("rules of routing lead everything somewhere, whatever its category, place and time", () => {
  expect(routing([everything])).toEqual([]);
  expect(routing([{ ...everything, categoryStartsWith: ["engineering"] }])).toMatchObject([
    { severity: "error", code: "gap" },
  ]);
  expect(routing([{ ...everything, during: [{ from: "08:00", to: "20:00" }] }])).toMatchObject([
    { code: "gap" },
  ]);
  expect(routing([{ ...everything, placeStartsWith: ["12"] }])).toMatchObject([{ code: "gap" }]);
});

test("a rule of routing that earlier ones take everything from is never reached", () => {
  const pipes = { id: "pipes", categoryStartsWith: ["engineering/plumbing"], team: "engineering" };
  const all = { id: "all", categoryStartsWith: ["engineering"], team: "engineering" };
  expect(routing([pipes, all, everything])).toEqual([]);
  expect(routing([all, pipes, everything])).toMatchObject([{ code: "never_reached", path: "rules.1" }]);
  const night = { ...pipes, id: "night", during: [{ from: "22:00", to: "06:00" }] };
  expect(routing([night, pipes, everything])).toEqual([]);
  expect(routing([night, { ...night, id: "again" }, everything])).toMatchObject([{ path: "rules.1" }]);
  const floor = { id: "floor", placeStartsWith: ["12"], team: "engineering" };
  expect(routing([floor, { ...floor, id: "room", placeStartsWith: ["120"] }, everything])).toMatchObject([
    { path: "rules.1" },
  ]);
  expect(routing([{ ...floor, placeStartsWith: ["120"] }, { ...floor, id: "wider" }, everything])).toEqual(
    [],
  );
});

test("a rule is named once, and a team that nobody has is pointed out", () => {
  expect(routing([{ ...everything, kinds: ["repair"] }, everything])).toMatchObject([
    { code: "named_twice", path: "rules.1.id" },
  ]);
  expect(routing([{ id: "spa", kinds: ["service"], team: "spa" }, everything])).toMatchObject([
    { severity: "warning", code: "unknown_team", path: "rules.0.team" },
  ]);
});

test("a rule whose team nobody has, and behind which nothing catches the request, is refused with both named", () => {
  const [finding, ...others] = routing([
    { ...everything, id: "repairs", kinds: ["repair"] },
    { id: "rest", team: "service_centre" },
  ]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", code: "uncaught", path: "rules.1.team" });
  expect(finding?.message).toContain("Nobody here has a team service_centre");
  expect(finding?.message).toMatch(/what rest is for: complaint; inquiry; /);
  expect(finding?.message).not.toContain("repair");
  // Caught for some of what it is for only, by an earlier rule or a later one.
  const spa = { id: "spa", categoryStartsWith: ["spa", "fnb"], placeStartsWith: ["P"], team: "spa" };
  const food = { id: "food", categoryStartsWith: ["fnb"], team: "engineering" };
  const repairs = { ...everything, id: "repairs", kinds: ["repair"] };
  const [pools] = routing([
    food,
    spa,
    repairs,
    { id: "all", kinds: ["emergency"], team: "engineering" },
  ]).filter(({ code }) => code === "uncaught");
  expect(pools?.message).toContain("what spa is for under spa, fnb at P: complaint");
  expect(routing([spa, everything])).toMatchObject([{ severity: "warning", code: "unknown_team" }]);
  // Where there is no team at all, no rule leads anywhere: the place is not ready, and the group's desk is told.
  expect(routing([everything], [])).toEqual([]);
});

test("a ladder says who its roles are, tells somebody at every level, and climbs", () => {
  const step = { id: "one", on: "target", atPercent: 100, level: 1 };
  expect(ladder({ steps: [...unseen, { ...step, tells: ["the_pope"] }] })).toMatchObject([
    { severity: "error", code: "unknown_role", path: "steps.2.tells" },
  ]);
  expect(ladder({ levels: [["owner"], [], ["nobody_known"]] })).toMatchObject([
    { code: "gap", path: "levels.1" },
    { code: "unknown_role", path: "levels.2" },
  ]);
  expect(ladder({ steps: [...unseen, { id: "one", on: "target", level: 1 }] })).toMatchObject([
    { code: "gap", path: "steps.2.atPercent" },
  ]);
  expect(
    ladder({ steps: [...unseen, { id: "one", on: "reopened", atPercent: 80, level: 1 }] }),
  ).toMatchObject([{ code: "contradiction" }]);
  expect(
    ladder({ steps: [...unseen, { id: "one", on: "no_owner", target: "response", level: 1 }] }),
  ).toMatchObject([{ code: "contradiction" }]);
  expect(
    ladder({
      steps: [...unseen, { ...step, level: 3 }, { ...step, id: "two", atPercent: 200 }],
    }),
  ).toMatchObject([{ severity: "warning", code: "climbs_down", path: "steps.3.level" }]);
  expect(ladder({ steps: [...unseen, step, step] })).toMatchObject([{ code: "named_twice" }]);
});

test("a ticket that nobody owns or fits is never left unseen by a ladder", () => {
  expect(ladder({ steps: [] })).toMatchObject([{ code: "gap" }, { code: "gap" }]);
  const some = { id: "some", on: "no_owner", kinds: ["repair"], level: 1 };
  const later = { id: "later", on: "no_handler", fromTime: 2, level: 1 };
  expect(ladder({ steps: [some, later] })).toHaveLength(2);
  expect(ladder({ steps: unseen })).toEqual([]);
});

test("a plan is named once", () => {
  const [first] = shippedPlans.plans;
  expect(checkPlans(plansPolicy.parse({ plans: [first, first] }))).toMatchObject([{ code: "named_twice" }]);
});

test("a piece of a plan goes to a team that is there", () => {
  const plan = { id: "drill", name: "演练", nameEn: "Drill", tasks: [{ title: "Brief", dueAfterMs: 0 }] };
  const findings = (team: string | undefined, teams = [teamed()]) =>
    checkPlans(plansPolicy.parse({ plans: [{ ...plan, tasks: [{ ...plan.tasks[0], team }] }] }), teams);
  expect(findings("spa")).toMatchObject([
    { severity: "warning", code: "unknown_team", path: "plans.0.tasks.0.team" },
  ]);
  expect([findings("engineering"), findings(undefined), findings("spa", [])]).toEqual([[], [], []]);
});

test("a property's own rule that names a team by an id which is not there is refused, as a slip of the pen", () => {
  const drill = (team: string) => {
    const task = { title: "Brief", team, dueAfterMs: 0 };
    return plansPolicy.parse({ plans: [{ id: "drill", name: "演练", nameEn: "Drill", tasks: [task] }] });
  };
  const spa = (team: string) => ({ rules: [{ id: "spa", kinds: ["service" as const], team }, everything] });
  for (const [team, scope, severity] of [
    ["tea_lakeside_spa", "prp_lakeside", "error"],
    ["tea_lakeside_spa", "group", "warning"],
    ["spa", "prp_lakeside", "warning"],
  ] as const)
    for (const found of [
      checkPlans(drill(team), [teamed()], scope),
      checkRouting(routingPolicy.parse(spa(team)), [teamed()], scope),
    ])
      expect(found).toMatchObject([{ severity, code: "unknown_team" }]);
});

test("the flow that what is above a limit goes through is there, and is not taken away", () => {
  const approvals = approvalsPolicy.parse(shippedApprovals);
  const limits = remedyLimits.parse(shippedRemedyLimits);
  expect(checkRemedyFlow(limits, approvals, "flow")).toEqual([]);
  const without = { flows: approvals.flows.filter(({ id }) => id !== limits.flow) };
  expect(checkRemedyFlow(limits, without, "flows")).toMatchObject([
    { severity: "error", code: "unknown_flow", path: "flows" },
  ]);
});

test("a promise for a category or a channel fills no gap, and is reached unless earlier ones take all of it", () => {
  const spa = { target: "response" as const, categoryStartsWith: ["spa"], withinMs: 600_000 };
  const findings = (...before: object[]) =>
    checkSla(slaPolicy.parse({ ...shippedSla, rules: [...before, ...shippedSla.rules] }));
  expect(findings(spa, { ...spa, channels: ["wechat"] })).toMatchObject([
    { code: "never_reached", path: "rules.1" },
  ]);
  expect(findings({ ...spa, channels: ["wechat"] }, spa)).toEqual([]);
  expect(findings(spa, { ...spa, categoryStartsWith: ["spa/pool"] })).toMatchObject([{ path: "rules.1" }]);
  expect(findings({ ...spa, categoryStartsWith: ["spa/pool"] }, spa)).toEqual([]);
  const only = shippedSla.rules.map((rule) => ({ ...rule, categoryStartsWith: ["spa"] }));
  expect(checkSla(slaPolicy.parse({ ...shippedSla, rules: only }))).toMatchObject([
    { code: "gap" },
    { code: "gap" },
  ]);
});
