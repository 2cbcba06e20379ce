import { expect, test } from "vitest";
import { isSame } from "./equality.ts";

test("the order of fields says nothing, the order of a list does", () => {
  expect(isSame({ a: 1, b: { c: 2, d: [] } }, { b: { d: [], c: 2 }, a: 1 })).toBe(true);
  expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
});

test("null, nothing and an empty text are three different things", () => {
  expect(isSame({ a: null }, { a: "" })).toBe(false);
  expect(isSame({ a: null }, {})).toBe(false);
  expect(isSame(null, null)).toBe(true);
});
