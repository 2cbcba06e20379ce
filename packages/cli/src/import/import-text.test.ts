import { expect, test } from "vitest";
import { failed, outcomeText, progressText } from "./import-text.ts";

const tally = { total: 10_000, accepted: 9_000, repeated: 990, rejected: 10 };

test("progress says rows, speed and what went wrong so far", () => {
  expect(progressText(tally, 2_000)).toBe("10,000 rows · 5,000 rows/s · 10 rejected");
  expect(progressText({ ...tally, rejected: 0 }, 2_000)).toBe("10,000 rows · 5,000 rows/s");
});

test("the outcome names the first wrong lines and how many more there are", () => {
  const errors = [
    { line: 4, field: "channel", message: "is wrong" },
    { line: 4, field: "kind", message: "is wrong" },
    { line: 7, field: "(row)", message: "has 1 column" },
  ];
  const text = outcomeText(tally, errors, { tookMs: 2_000, allErrors: "GET /errors" });
  expect(text).toContain("line 4");
  expect(text).toContain("and 8 more lines");
  expect(text).toContain("10 of 10,000 rows were rejected and are not in. 9,000 new requests.");
  expect(text).toContain("Every rejected line with its reason: GET /errors");
  expect(text).not.toContain("✔");
});

test("sending the same file again is no failure", () => {
  const again = { total: 5, accepted: 0, repeated: 5, rejected: 0 };
  expect(outcomeText(again, [], { tookMs: 100, allErrors: "" })).toContain("Nothing new");
  expect(failed(again)).toBe(false);
});

test("an import has failed when a row of it was not taken: a script that sends files hears of it", () => {
  expect(failed({ total: 3, accepted: 0, repeated: 0, rejected: 3 })).toBe(true);
  expect(failed({ total: 3, accepted: 2, repeated: 0, rejected: 1 })).toBe(true);
  expect(failed({ total: 3, accepted: 1, repeated: 2, rejected: 0 })).toBe(false);
  expect(failed({ total: 0, accepted: 0, repeated: 0, rejected: 0 })).toBe(false);
});
