import { expect, test } from "vitest";
import { readTime } from "./read-time.ts";

const sanFrancisco = { timeZone: "America/Los_Angeles", style: "local" } as const;
const shanghai = { timeZone: "Asia/Shanghai", style: "instant" } as const;

test.each([
  ["2016-07-13 15:11:07+00:00", "2016-07-13T22:11:07.000Z"],
  ["2016-01-13 15:11:07+00:00", "2016-01-13T23:11:07.000Z"],
  ["2016-03-13 02:30:00", "2016-03-13T10:30:00.000Z"], // skipped by the change to summer time
  ["2016-11-06 01:30:00", "2016-11-06T08:30:00.000Z"], // comes twice: the first
])("a local time is what the wall clock showed, whatever offset is written: %s", (text, instant) => {
  expect(readTime(text, sanFrancisco)).toBe(instant);
});

test.each([
  ["2026-11-22T08:05:00+08:00", "2026-11-22T00:05:00.000Z"],
  ["2026-11-22T08:05:00.123Z", "2026-11-22T08:05:00.123Z"],
  ["2026-11-22T08:05:00.1Z", "2026-11-22T08:05:00.100Z"],
  ["2026-11-22T08:05:00.123456Z", "2026-11-22T08:05:00.123Z"],
  ["2026-11-22T08:05:00-0330", "2026-11-22T11:35:00.000Z"],
  ["2026/11/22 8:05", "2026-11-22T00:05:00.000Z"],
  ["2026-11-22", "2026-11-21T16:00:00.000Z"],
  ["2026-11-22T08:15:00+08", "2026-11-22T00:15:00.000Z"],
  ["2026年11月22日 8:05", "2026-11-22T00:05:00.000Z"],
  ["02/17/2020 12:19:00 PM", "2020-02-17T04:19:00.000Z"],
])("an instant counts by its offset, and by the zone where none is written: %s", (text, instant) => {
  expect(readTime(text, shanghai)).toBe(instant);
});

test.each([
  "yesterday",
  "2026-02-30",
  "2026-13-01",
  "2026-11-22 25:00",
  "2026-11-22 10:60",
  "0026-11-22",
  "2026-11-22T08:00:00+99:99",
  "03/04/2026",
  "",
])("what is no day and no time is not read: %s", (text) => expect(readTime(text, shanghai)).toBeUndefined());

test("a date with the day and the month in doubt is read in the order of its file, and in no other", () => {
  const inOrder = (order: "day first" | "month first", text: string) =>
    readTime(text, { ...shanghai, order });
  expect(inOrder("day first", "03/04/2026 08:00")).toBe("2026-04-03T00:00:00.000Z");
  expect(inOrder("month first", "03/04/2026 08:00")).toBe("2026-03-04T00:00:00.000Z");
  expect(inOrder("month first", "13/04/2026 08:00")).toBeUndefined();
});
