import { expect, test } from "vitest";
import { z } from "zod";
import { cursorOf, pageQuery, toPage } from "./paging.ts";

const query = z.object(pageQuery);
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

test("a cursor that we did not give is refused with its field, not with a fault", () => {
  for (const cursor of ["x", cursorOf([1 as unknown as string]), "bnVsbA"]) {
    const result = query.safeParse({ cursor });
    expect(result.error?.issues.map((issue) => issue.path)).toEqual([["cursor"]]);
  }
});
