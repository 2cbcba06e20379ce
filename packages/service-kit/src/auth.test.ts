import { expect, test } from "vitest";
import { maySee, seenProperties } from "./auth.ts";

test.each([
  [["prp_lakeside", "prp_airport"], "prp_lakeside,prp_airport", [true, false]],
  [["*"], "*", [true, true]],
  [["*", "prp_lakeside"], "*", [true, true]],
  [[], "", [false, false]],
])("a person of %j sees the same things in commands and in lists", (properties, session, seen) => {
  const person = { id: "stf_maya", name: "Maya", roles: [], properties };
  expect(seenProperties(person)).toBe(session);
  expect(["prp_lakeside", "prp_garden"].map((propertyId) => maySee(person, propertyId))).toEqual(seen);
});
