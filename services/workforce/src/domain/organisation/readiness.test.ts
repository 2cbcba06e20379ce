import { expect, test } from "vitest";
import { catchAllTeamsIn, lacksOf, type PropertyFacts } from "./readiness.ts";

const facts = (overrides: Partial<PropertyFacts> = {}): PropertyFacts => ({
  hasOwner: true,
  hasStaffedTeam: true,
  hasRota: true,
  teamIds: ["tea_lakeside_service_centre"],
  catchAllTeams: ["service_centre"],
  ...overrides,
});

test("a new property says all that it lacks: an owner, a team, a rota, rules that lead to a team of its own", () => {
  expect(lacksOf(facts())).toEqual([]);
  const nothing = { hasOwner: false, hasStaffedTeam: false, hasRota: false, teamIds: [] };
  expect(lacksOf(facts(nothing))).toEqual(["owner", "team", "rota", "rules"]);
  expect(lacksOf(facts({ hasRota: false }))).toEqual(["rota"]);
});

test("rules that send what is left to a team of another property do not make a property ready", () => {
  expect(lacksOf(facts({ catchAllTeams: ["tea_harbour_service_centre"] }))).toEqual(["rules"]);
  expect(lacksOf(facts({ catchAllTeams: [] }))).toEqual(["rules"]);
});

test("of a routing policy the rules that ask nothing count", () => {
  const rules = [
    { id: "repairs", kinds: ["repair"], team: "engineering" },
    { id: "night", during: [{ from: "22:00", to: "06:00" }], team: "security" },
    { id: "rest", team: "front_office" },
  ];
  expect(catchAllTeamsIn({ rules })).toEqual(["front_office"]);
  expect(catchAllTeamsIn({ rules: "none" })).toEqual([]);
});
