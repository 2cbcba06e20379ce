import { expect, test } from "vitest";
import { resultsTable, resultText } from "../src/results-table.ts";
import type { RunResult } from "../src/run-row.ts";

const aRun = (overrides: Partial<RunResult> = {}): RunResult => ({
  row: 3,
  title: "kill -9 of all services",
  seed: 1,
  requests: 100,
  lost: 0,
  doubled: 0,
  disordered: 0,
  wrong: 0,
  repeats: 4,
  recoveryMs: 1_200,
  tookMs: 30_000,
  notes: [],
  lines: [],
  ...overrides,
});

test("the seeds of a row are added up in one line, with the median and the worst recovery", () => {
  const runs = [
    aRun(),
    aRun({ seed: 2, recoveryMs: 9_000 }),
    aRun({ seed: 3, recoveryMs: 2_000, doubled: 1 }),
  ];
  expect(resultsTable(runs).split("\n").at(-1)).toBe(
    "| 3 | kill -9 of all services | 1 2 3 | 300 | 0 | 1 | 0 | 0 | 12 | 2.0 / 9.0 |",
  );
});

test("a run that held its promises is told apart from one that did not, with what was wrong", () => {
  expect(resultText(aRun())).toMatch(/^✔ row 3 seed 1: 100 requests/);
  const bad = resultText(aRun({ lost: 1, lines: ["I1 lost: tic_1 was promised and is not there"] }));
  expect(bad).toMatch(/^✘ /);
  expect(bad).toContain("tic_1 was promised");
});
