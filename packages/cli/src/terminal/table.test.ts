import { expect, test } from "vitest";
import { table } from "./table.ts";

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

test("Chinese names stand in their column like others", () => {
  const rows = table(
    ["property", "tickets"],
    [
      ["湖畔酒店", "12"],
      ["Lakeside", "1,234"],
    ],
  );
  expect(rows).toEqual(["property  tickets", "湖畔酒店       12", "Lakeside    1,234"]);
});
