import { expect, test } from "vitest";
import { sinceOf, topicsNamed } from "./run-tail.ts";

test("a topic goes by its short name", () => {
  expect(topicsNamed(["ticket", "shouwen.request"])).toEqual(["shouwen.ticket", "shouwen.request"]);
});

test("without a name all facts are followed, and no states", () => {
  const names = topicsNamed([]);
  expect(names).toContain("shouwen.ledger");
  expect(names.filter((name) => name.endsWith("_state") || name.endsWith(".dlq"))).toEqual([]);
});

test("a name that is none is refused, and those that are ones are named", () => {
  expect(() => topicsNamed(["tickets"])).toThrow(
    expect.objectContaining({
      message: "There is no topic shouwen.tickets",
      fix: expect.stringContaining("ticket,"),
    }),
  );
});

test.each([
  ["now", 1_000_000],
  ["beginning", "beginning"],
  ["90s", 910_000],
  ["10m", 400_000],
])("--since %s", (text, from) => {
  expect(sinceOf(text, 1_000_000)).toBe(from);
});

test("--since takes nothing else", () => {
  expect(() => sinceOf("yesterday", 0)).toThrow("--since yesterday is not a time");
});
