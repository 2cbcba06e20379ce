import { expect, test } from "vitest";
import { z } from "zod";
import { cursorOf, pageQuery, sortKey, toPage } from "./paging.ts";

const query = z.object(pageQuery(sortKey.name));
const byName = { keyOf: (row: string) => [row], view: (row: string) => row.toUpperCase() };

test("a page that was cut off says where the next one begins", () => {
  const page = toPage(["a", "b", "c"], 2, byName);
  expect(page.items).toEqual(["A", "B"]);
  expect(query.parse({ cursor: page.next }).cursor).toEqual(["b"]);
});

test("the last page has no next one, full or not", () => {
  expect(toPage(["a", "b"], 2, byName)).toEqual({ items: ["A", "B"], next: null });
  expect(toPage([], 2, byName)).toEqual({ items: [], next: null });
});

test("a list without limit gives fifty, and never more than two hundred", () => {
  expect(query.parse({}).limit).toBe(50);
  expect(query.safeParse({ limit: "201" }).success).toBe(false);
});

const refused = (schema: z.ZodType, cursor: string) =>
  schema.safeParse({ cursor }).error?.issues.map((issue) => issue.path);

test("a cursor that we did not give is refused with its field, not with a fault", () => {
  for (const cursor of ["x", cursorOf([1 as unknown as string]), "bnVsbA", cursorOf([]), cursorOf(["a\0"])])
    expect(refused(query, cursor), cursor).toEqual([["cursor"]]);
});

test("a cursor that decodes but is no place in this list is refused: each part must be what the list is sorted by", () => {
  const byMoment = z.object(pageQuery(sortKey.moment, sortKey.name));
  expect(refused(byMoment, cursorOf(["2026-11-22T08:15:00.000Z", "tic_1"]))).toBeUndefined();
  for (const key of [
    ["yesterday", "tic_1"],
    ["2026-02-30T00:00:00Z", "tic_1"],
    ["0000-01-01T00:00:00Z", "tic_1"],
    ["2026-11-22T08:15:00.000Z"],
    ["2026-11-22T08:15:00.000Z", "tic_1", "more"],
    ["2026-11-22T08:15:00.000Z", "\ud800"],
  ])
    expect(refused(byMoment, cursorOf(key)), key.join()).toEqual([["cursor"]]);
  expect(refused(z.object(pageQuery(sortKey.serial)), cursorOf(["1e9"]))).toEqual([["cursor"]]);
  expect(refused(z.object(pageQuery(sortKey.date, sortKey.name)), cursorOf(["9999999", "a"]))).toEqual([
    ["cursor"],
  ]);
});
