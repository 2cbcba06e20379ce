/** How many checks and tests ended how. */
export type Outcome = { passed: number; failed: number; skipped: number };

/** Nothing has run. */
export const nothing: Outcome = { passed: 0, failed: 0, skipped: 0 };

/** Both together. */
export const add = (one: Outcome, other: Outcome): Outcome => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

/** The last line of `npm test`. */
export const summaryLine = ({ passed, failed, skipped }: Outcome): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** The part of vitest's JSON report that is read. */
export type VitestReport = {
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
};

const countFile = ({ status, assertionResults }: VitestReport["testResults"][number]): Outcome => {
  const count = (...wanted: string[]) => assertionResults.filter((it) => wanted.includes(it.status)).length;
  const failed = count("failed");
  return {
    passed: count("passed"),
    // A file that could not be loaded, or whose hook failed, names no failed test.
    failed: status === "failed" && failed === 0 ? 1 : failed,
    skipped: count("skipped", "pending", "todo", "disabled"),
  };
};

/**
 * Counts a run of vitest. `exitCode` is vitest's own: an error outside any test fails the run although no test
 * failed, and then counts as one.
 */
export const countReport = ({ testResults }: VitestReport, exitCode: number): Outcome => {
  const counted = testResults.map(countFile).reduce(add, nothing);
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
};
