import { figure, table } from "../terminal/table.ts";
import { type Outcome, summaryLine } from "./outcome.ts";

/** How long one test file took: its imports, hooks and tests. */
export type FileTime = { readonly project: string; readonly tests: number; readonly ms: number };

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const sumOf = (files: readonly FileTime[], of: (file: FileTime) => number): number =>
  files.reduce((sum, file) => sum + of(file), 0);

/**
 * The time of each test package, the longest first, with its slowest file. Files run two at a time, so the times add up
 * to more than one waits.
 */
const timeTable = (files: readonly FileTime[]): string[] => {
  const packages = [...Map.groupBy(files, ({ project }) => project)].map(([name, own]) => ({
    name,
    files: own.length,
    tests: sumOf(own, ({ tests }) => tests),
    ms: sumOf(own, ({ ms }) => ms),
    slowest: Math.max(...own.map(({ ms }) => ms)),
  }));
  const rows = packages
    .toSorted((one, other) => other.ms - one.ms)
    .map((it) => [it.name, figure(it.files), figure(it.tests), seconds(it.ms), seconds(it.slowest)]);
  return table(["package", "files", "tests", "time", "slowest file"], rows);
};

/** How a run ends. Its last line counts, which others read. */
export const closingLines = (files: readonly FileTime[], outcome: Outcome): string[] => [
  ...(files.length > 0 ? ["", ...timeTable(files)] : []),
  "",
  summaryLine(outcome),
];
