import { expect, test } from "vitest";
import { table, widthOf } from "./table.ts";

test("figures stand to the right, names to the left, whatever colour they have", () => {
  const rows = table(
    ["service", "lag"],
    [
      ["routing", "\u001b[33m12\u001b[0m"],
      ["intake", "1,234"],
    ],
  );
  expect(rows).toEqual(["service    lag", "routing     \u001b[33m12\u001b[0m", "intake   1,234"]);
});

test("a Chinese character takes two columns", () => {
  expect(widthOf("首问ab")).toBe(6);
});
