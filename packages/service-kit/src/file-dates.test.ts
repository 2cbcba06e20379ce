import { expect, test } from "vitest";
import { dateFormat } from "./date-formats.ts";
import { isRounded, plainCell, wholeNumber } from "./file-cells.ts";
import { readDate } from "./file-dates.ts";
import type { WallTime } from "./wall-time.ts";

const shown = (time: WallTime | undefined) => {
  if (!time) return undefined;
  const wall = new Date(time.day * 86_400_000 + time.ms).toISOString().slice(0, 19);
  return time.offset === null ? wall : `${wall} ${time.offset}`;
};
const timeIn = (text: string) => {
  const read = readDate(text);
  return read && "time" in read ? shown(read.time) : read;
};

test.each([
  ["02/17/2020 12:19:00 PM", "2020-02-17T12:19:00"],
  ["02/17/2020 12:19 AM", "2020-02-17T00:19:00"],
  ["29-02-2016 01:16", "2016-02-29T01:16:00"],
  ["22.11.2026", "2026-11-22T00:00:00"],
  ["46348.3368055556", "2026-11-22T08:05:00"],
  ["46348", "2026-11-22T00:00:00"],
  ["2026年11月22日 8:05", "2026-11-22T08:05:00"],
  ["2026年11月22日8时05分", "2026-11-22T08:05:00"],
  ["2026年11月22日 下午3:05", "2026-11-22T15:05:00"],
  ["2026/11/22 上午 12:05:09", "2026-11-22T00:05:09"],
  ["2026-11-22T08:15:00+08", "2026-11-22T08:15:00 480"],
  ["2026-11-22 08:15:00.123 -0330", "2026-11-22T08:15:00 -210"],
  ["20261122", "2026-11-22T00:00:00"],
  ["20261122T081500Z", "2026-11-22T08:15:00 0"],
  ["17-Feb-2020 13:05", "2020-02-17T13:05:00"],
  ["February 17, 2020 1:05 p.m.", "2020-02-17T13:05:00"],
])("a time is read as offices write it: %s", (text, time) => {
  expect(timeIn(text)).toBe(time);
});

test.each([
  "0026-11-22",
  "2026-11-22T08:15:00+99:99",
  "2026-11-22T08:15:00+08:60",
  "31/31/2020",
  "29-02-2015",
  "02/17/20",
  "2026-11-22 25:00",
  "2026-11-22 13:05 PM 13",
  "13:05",
  "00123",
  "99999",
  "",
  "soon",
])("what is no time is none: %s", (text) => {
  expect(readDate(text)).toBeUndefined();
});

test("a date of which day and month cannot be told apart is both; the same both ways is one", () => {
  const read = readDate("03/04/2020 10:00");
  expect(
    read && "open" in read && Object.entries(read.open).map(([order, time]) => [order, shown(time)]),
  ).toEqual([
    ["day first", "2020-04-03T10:00:00"],
    ["month first", "2020-03-04T10:00:00"],
  ]);
  expect(timeIn("04/04/2020")).toBe("2020-04-04T00:00:00");
  expect(readDate("13/04/2020")).toMatchObject({ shows: "day first" });
  expect(readDate("04/13/2020")).toMatchObject({ shows: "month first" });
});

test.each([
  ["MM/dd/yyyy hh:mm:ss a", "03/04/2020 01:19:00 PM", "2020-03-04T13:19:00"],
  ["dd-MM-yyyy HH:mm", "03-04-2020 01:16", "2020-04-03T01:16:00"],
  ["yyyy年M月d日 H:mm", "2026年11月22日 8:05", "2026-11-22T08:05:00"],
  ["d.M.yyyy 'um' H:mm", "3.4.2020 um 8:05", "2020-04-03T08:05:00"],
  ["yyyy-MM-dd'T'HH:mm:ssXXX", "2020-04-03T08:05:00+02:00", "2020-04-03T08:05:00 120"],
  ["excel", "46348.5", "2026-11-22T12:00:00"],
  ["unix", "1479168000", "2016-11-15T00:00:00 0"],
  ["unix_ms", "1479168000000", "2016-11-15T00:00:00 0"],
])("a format that is named leaves no doubt: %s", (format, text, time) => {
  expect(shown(dateFormat(format)?.(text))).toBe(time);
});

test.each(["MM/dd/yyyy QQ", "HH:mm", "yyyy-MM-dd dd", "", "toString", "yyyy-MM-dd 'open"])(
  "what is no format of a date is none: %s",
  (format) => expect(dateFormat(format)).toBeUndefined(),
);

test.each([
  ['="13800138000"', "13800138000"],
  ["'13800138205", "13800138205"],
  ["'+86 138 0013 8000", "+86 138 0013 8000"],
  ["\u202a13800138101\u202c", "13800138101"],
  ["'tis cold in here", "'tis cold in here"],
  ["=SUM(A1)", "=SUM(A1)"],
])("what a spreadsheet wrote around a number is taken off: %s", (cell, text) => {
  expect(plainCell(cell)).toBe(text);
});

test("a number that names something is whole, or nobody's any more", () => {
  expect(wholeNumber("13800138204.0")).toBe("13800138204");
  expect(wholeNumber("4.5")).toBe("4.5");
  expect(["1.38E+10", "1.38001e+10", "2E+5"].map(isRounded)).toEqual([true, true, true]);
  expect(["12E45", "E+10", "13800138000", "1.5"].map(isRounded)).toEqual([false, false, false, false]);
});
