import { expect, test } from "vitest";
import { isNamed } from "./choose-team.ts";

test("a rule means a team by its id, or by all that follows the property's own part of it", () => {
  const team = { teamId: "tea_lakeside_front_office", propertyId: "prp_lakeside" };
  expect(isNamed(team, "tea_lakeside_front_office")).toBe(true);
  expect(isNamed(team, "front_office")).toBe(true);
  expect(isNamed(team, "office")).toBe(false);
  expect(isNamed({ ...team, propertyId: "prp_other" }, "front_office")).toBe(true);
  expect(isNamed({ ...team, propertyId: "prp_other" }, "security")).toBe(false);
});
