import { expect, test } from "vitest";
import { figuresTable, percentile } from "./figure.ts";

test("a percentile is a value that was measured", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7]);
});

test("a figure that was not reached says so", () => {
  const figure = { name: "P1", what: "accepts", value: "5/s", reach: "≥ 0.7", reached: false };
  expect(figuresTable([figure]).split("\n").at(-1)).toBe("| P1 | accepts | 5/s | – | – | ≥ 0.7 | **no** |");
});
