import { expect, test } from "vitest";
import { z } from "zod";
import { givenDate, givenMoment, isWithin, pastMoment, pastWindow } from "../src/given-moment.ts";

const problemOf = (schema: z.ZodType, value: string) => schema.safeParse(value).error?.issues;

test.each([
  ["2026-11-22T08:15:00+08:00", "2026-11-22T00:15:00.000Z"],
  ["2000-01-01T00:00:00Z", "2000-01-01T00:00:00.000Z"],
  ["2100-01-01T07:59:59+08:00", "2099-12-31T23:59:59.000Z"],
])("a moment from outside is handed on in UTC: %s", (written, read) => {
  expect(givenMoment.parse(written)).toBe(read);
});

test.each([
  "9999-12-31T15:59:59Z",
  "8000-01-01T00:00:00Z",
  "0026-11-22T00:00:00Z",
  "1999-12-31T23:59:59.999Z",
  "2100-01-01T00:00:00Z",
  "2000-01-01T07:00:00+08:00",
])("a moment that nobody can mean is told apart from one that is not written as one: %s", (written) => {
  expect(problemOf(givenMoment, written)).toEqual([
    expect.objectContaining({
      message: "Expected a moment from 2000-01-01 on and before 2100-01-01",
      params: { outsideWindow: true },
    }),
  ]);
});

test.each([
  "",
  "tomorrow",
  "2026-11-22",
  "2026-11-22T08:15:00",
  "2026-11-22T08:15:00+99:99",
  "2026-02-30T00:00:00Z",
])("what is no moment is refused as such: %s", (written) => {
  expect(problemOf(givenMoment, written)).toEqual([
    expect.objectContaining({
      code: "invalid_format",
      message: expect.stringContaining("Expected a moment"),
    }),
  ]);
});

test("a record of the past may be older than any system, and no older than a register", () => {
  expect(pastMoment.parse("1926-11-22T00:00:00Z")).toBe("1926-11-22T00:00:00.000Z");
  expect(problemOf(pastMoment, "0026-11-22T00:00:00Z")).toHaveLength(1);
  expect(isWithin("1899-12-31T23:59:59Z", pastWindow)).toBe(false);
  expect(isWithin("yesterday", pastWindow)).toBe(false);
});

test("a date from outside has the same window", () => {
  expect(givenDate.parse("2026-11-22")).toBe("2026-11-22");
  expect(problemOf(givenDate, "2100-01-01")).toHaveLength(1);
  expect(problemOf(givenDate, "2026-02-30")).toHaveLength(1);
});

test("the window stands in the published schema, also where a field describes itself", () => {
  const schema = z.toJSONSchema(z.object({ replyBy: givenMoment.describe("When") }), { io: "input" });
  expect(schema.properties?.replyBy).toMatchObject({
    format: "date-time",
    description: "When",
    formatMinimum: "2000-01-01T00:00:00.000Z",
    formatExclusiveMaximum: "2100-01-01T00:00:00.000Z",
  });
});
