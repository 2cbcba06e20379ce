import { expect, test } from "vitest";
import { takenBy } from "./take-first-contact.ts";

const maya = { id: "stf_lakeside_maya", roles: ["agent"] } as const;

test("whoever answers the phone owns the request", () => {
  expect(takenBy(undefined, "phone", maya)).toBe(maya.id);
  expect(takenBy(undefined, "walk_in", { ...maya, roles: ["manager"] })).toBe(maya.id);
});

test("nobody took what came over a self-service channel, or from a machine", () => {
  expect(takenBy(undefined, "web_form", maya)).toBeNull();
  expect(takenBy(undefined, "phone", { id: "crm", roles: ["integrator"] })).toBeNull();
  expect(takenBy(undefined, "phone", { id: "stf_group_admin", roles: ["admin"] })).toBeNull();
});

test("who is named took it, and nobody when that is said", () => {
  expect(takenBy("stf_lakeside_leo", "web_form", maya)).toBe("stf_lakeside_leo");
  expect(takenBy(null, "phone", maya)).toBeNull();
});
