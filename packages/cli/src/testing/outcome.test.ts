import { expect, test } from "vitest";
import { countReport, summaryLine, type VitestReport } from "./outcome.ts";

const file = (status: string, ...statuses: string[]): VitestReport["testResults"][number] => ({
  name: "a.test.ts",
  status,
  assertionResults: statuses.map((it) => ({ status: it })),
});

test("tests are counted by how they ended", () => {
  const report = {
    testResults: [file("passed", "passed", "passed", "pending"), file("failed", "passed", "failed")],
  };
  expect(countReport(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

test("a file that could not even be loaded is a failure, although it names none", () => {
  expect(countReport({ testResults: [file("failed")] }, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("an error outside every test is a failure: green needs an exit code of 0", () => {
  expect(countReport({ testResults: [file("passed", "passed")] }, 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test("skipped tests are told only where there are some", () => {
  expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe("12 passed, 1 failed, 3 skipped");
});
