import { expect, test } from "vitest";
import { summarise, withoutPersonalData } from "./summarise.ts";

const matter = {
  kind: "repair",
  category: "engineering/hvac",
  place: "1203",
  language: "zh-CN",
  summary: null,
} as const;

test("a summary is made of kind, category and place in the customer's language", () => {
  expect(summarise(matter)).toBe("报修 · engineering/hvac · 1203");
  expect(summarise({ ...matter, language: "en", place: null })).toBe("Repair · engineering/hvac");
});

test.each([
  ["Call 13800138000 back", "Call *** back"],
  ["Call +86 138 0013 8000 back", "Call *** back"],
  ["Call (0571) 8765-4321 back", "Call *** back"],
  ["ID 11010519491231002X", "ID ***"],
  ["Write to zhang.san@example.com", "Write to ***"],
  ["打 １３８００１３８０００", "打 ***"],
])("numbers and addresses that may be somebody's are left out: %s", (given, kept) => {
  expect(withoutPersonalData(given)).toBe(kept);
});

test.each(["Rooms 1203 to 1208, no hot water since 2026-11-22 08:30", "3 towels to 1203"])(
  "room numbers and dates stay: %s",
  (given) => expect(withoutPersonalData(given)).toBe(given),
);

test("a given summary is used, and one that was only a number is not", () => {
  expect(summarise({ ...matter, summary: "Air conditioning is loud" })).toBe("Air conditioning is loud");
  expect(summarise({ ...matter, summary: "  " })).toBe("报修 · engineering/hvac · 1203");
});

test("a long summary is cut to 200 characters and no character in half", () => {
  const long = summarise({ ...matter, summary: `${"a".repeat(198)}😀😀` });
  expect(long.length).toBeLessThanOrEqual(200);
  expect(long.isWellFormed()).toBe(true);
});
