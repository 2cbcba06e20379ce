import { expect, test } from "vitest";
import { unknownTeamsIn } from "./known-teams.ts";

const teamIds = ["tea_lakeside_fnb", "tea_lakeside_security"];
const named = [{ team: "fnb" }, { team: "kitchen" }];

test("a rule of a property names only teams that it has; for the group it is said and let through", () => {
  expect(unknownTeamsIn("forms", named, { scope: "prp_lakeside", teamIds })).toEqual([
    {
      severity: "error",
      code: "unknown_team",
      path: "forms.1.team",
      message: "prp_lakeside has no team kitchen",
    },
  ]);
  expect(unknownTeamsIn("forms", named, { scope: "group", teamIds })).toMatchObject([
    { severity: "warning" },
  ]);
});

test("a star means every team that there is, or will be", () => {
  expect(unknownTeamsIn("lists", [{ team: "*" }], { scope: "prp_lakeside", teamIds: [] })).toEqual([]);
});
