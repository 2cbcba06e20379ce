import { expect, test } from "vitest";
import { summarise } from "./summarise.ts";

const summarised = {
  kind: "repair",
  category: "engineering/hvac",
  priority: "normal",
  place: "1203",
  language: "zh-CN",
  summary: null,
} as const;

test("a summary is made of kind, category and place in the customer's language", () => {
  expect(summarise(summarised)).toBe("报修 · engineering/hvac · 1203");
  expect(summarise({ ...summarised, language: "en", place: null })).toBe("Repair · engineering/hvac");
});

test("a given summary is used, and one that says nothing is not", () => {
  expect(summarise({ ...summarised, summary: "Air conditioning is loud" })).toBe("Air conditioning is loud");
  expect(summarise({ ...summarised, summary: "  " })).toBe("报修 · engineering/hvac · 1203");
});

test("a long summary is cut to 200 characters and no character in half", () => {
  const long = summarise({ ...summarised, summary: `${"a".repeat(198)}😀😀` });
  expect(long.length).toBeLessThanOrEqual(200);
  expect(long.isWellFormed()).toBe(true);
});

test("an emergency of any kind is seen in its summary", () => {
  const leak = { ...summarised, priority: "emergency", kind: "complaint" } as const;
  expect(summarise(leak)).toBe("危急 · 投诉 · engineering/hvac · 1203");
  expect(summarise({ ...leak, kind: "emergency" })).toBe("紧急 · engineering/hvac · 1203");
});
