import { expect, test } from "vitest";
import { closingLines } from "./times.ts";

const outcome = { passed: 1_234, failed: 0, skipped: 0 };

test("the time of each package is told, the longest first, with its slowest file; the last line counts", () => {
  const files = [
    { project: "@shouwen/calendar", tests: 30, ms: 400 },
    { project: "@shouwen/routing", tests: 1_200, ms: 61_000 },
    { project: "@shouwen/routing", tests: 4, ms: 9_040 },
  ];
  expect(closingLines(files, outcome)).toEqual([
    "",
    "package            files  tests    time  slowest file",
    "@shouwen/routing       2  1,204  70.0 s        61.0 s",
    "@shouwen/calendar      1     30   0.4 s         0.4 s",
    "",
    "1234 passed, 0 failed",
  ]);
});

test("where nothing ran there is no table", () => {
  expect(closingLines([], outcome)).toEqual(["", "1234 passed, 0 failed"]);
});
