import { expect, test } from "vitest";
import { senderContact } from "./sender-address.ts";

test.each([
  ["李四 <li.si@example.com>", "li.si@example.com"],
  ['"Li, Si" <Li.Si@Example.com>', "li.si@example.com"],
  ["li.si@example.com", "li.si@example.com"],
  ["<li.si@example.com>", "li.si@example.com"],
  ["mailto:li.si@example.com", "li.si@example.com"],
])("an e-mail from %s comes from %s", (from, value) =>
  expect(senderContact("email", from, ["CN"])).toEqual({ kind: "email", value }),
);

test.each([
  ["13800138000", ["CN"], "+8613800138000"],
  ["8613800138000", ["CN"], "+8613800138000"],
  ["91234567", ["CN", "HK"], "+85291234567"],
  ["85291234567", ["CN"], "+85291234567"],
])("an SMS from %s, read as in %s, comes from %s", (from, countries, value) =>
  expect(senderContact("sms", from, countries)).toEqual({ kind: "phone", value }),
);

test("who sends under a name has no number", () =>
  expect(senderContact("sms", "LAKESIDE", ["CN"]).kind).toBe("text"));
