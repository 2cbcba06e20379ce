import { expect, test } from "vitest";
import { momentOf } from "./moment-of.ts";

const now = Date.parse("2026-11-28T12:00:00Z");

test("a moment is written as such, or as how long ago it was", () => {
  expect(momentOf("2026-11-28T08:00:00+08:00", now)).toBe("2026-11-28T00:00:00.000Z");
  expect(["90m", "24h", "7d"].map((text) => momentOf(text, now))).toEqual([
    "2026-11-28T10:30:00.000Z",
    "2026-11-27T12:00:00.000Z",
    "2026-11-21T12:00:00.000Z",
  ]);
});

test("anything else is refused with how to write it", () => {
  expect(() => momentOf("yesterday", now)).toThrow("yesterday is no moment");
});
