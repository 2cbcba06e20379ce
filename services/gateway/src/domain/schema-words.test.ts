import { expect, test } from "vitest";
import { typeOf } from "./schema-words.ts";

test("types are said as people say them", () => {
  expect(typeOf({ type: "string" })).toBe("text");
  expect(typeOf({ type: "string", format: "date-time" })).toBe("moment");
  expect(typeOf({ anyOf: [{ type: "integer" }, { type: "null" }] })).toBe("whole number or nothing");
  expect(typeOf({ type: ["string", "null"] })).toBe("text or nothing");
  expect(typeOf({ enum: ["phone", "email"] })).toBe("phone | email");
  expect(typeOf({ const: "1.0" })).toBe("1.0");
});

test("what is made of parts names its parts", () => {
  expect(typeOf({ type: "array", items: { type: "number" } })).toBe("list of number");
  expect(typeOf({ type: "object", properties: { name: {}, dueAt: {} } })).toBe("{ name, dueAt }");
  expect(typeOf({ type: "array" })).toBe("list of anything");
  expect(typeOf({ type: "object" })).toBe("object");
  expect(typeOf({})).toBe("anything");
});
