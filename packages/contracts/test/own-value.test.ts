import { expect, test } from "vitest";
import { ownValue } from "../src/own-value.ts";

test("a name that every object inherits names nothing", () => {
  const table = { agent: 1 };
  expect(ownValue(table, "agent")).toBe(1);
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"])
    expect(ownValue(table, name), name).toBeUndefined();
});
