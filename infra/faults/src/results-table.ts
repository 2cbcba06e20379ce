import { isClean, type RunResult } from "./run-row.ts";

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

const sum = (
  results: readonly RunResult[],
  field: "requests" | "lost" | "doubled" | "disordered" | "wrong" | "repeats",
) => results.reduce((total, result) => total + result[field], 0);

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The table of a campaign in Markdown, a row each, over all seeds. */
export const resultsTable = (results: readonly RunResult[]): string => {
  const byRow = [...Map.groupBy(results, ({ row }) => row)].toSorted(([one], [other]) => one - other);
  const rows = byRow.map(([number, runs]) =>
    line([
      number,
      runs[0]?.title ?? "",
      runs.map(({ seed }) => seed).join(" "),
      sum(runs, "requests"),
      sum(runs, "lost"),
      sum(runs, "doubled"),
      sum(runs, "disordered"),
      sum(runs, "wrong"),
      sum(runs, "repeats"),
      `${seconds(median(runs.map(({ recoveryMs }) => recoveryMs)))} / ${seconds(Math.max(...runs.map(({ recoveryMs }) => recoveryMs)))}`,
    ]),
  );
  return [
    line([
      "row",
      "harm",
      "seeds",
      "requests",
      "lost",
      "doubled",
      "out of order",
      "otherwise wrong",
      "resent",
      "recovery s (median / worst)",
    ]),
    line(["--:", "---", "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:"]),
    ...rows,
  ].join("\n");
};

/** One run as a line for a terminal, and what was wrong below it. */
export const resultText = (result: RunResult): string => {
  const { row, seed, requests, lost, doubled, disordered, wrong, recoveryMs, tookMs, notes, lines } = result;
  const head = `${isClean(result) ? "✔" : "✘"} row ${row} seed ${seed}: ${requests} requests · lost ${lost} · doubled ${doubled} · out of order ${disordered} · otherwise wrong ${wrong} · recovered in ${seconds(recoveryMs)} s · took ${seconds(tookMs)} s`;
  const shown = 20;
  const more = lines.length > shown ? [`  … and ${lines.length - shown} more`] : [];
  return [
    head,
    ...notes.map((text) => `  ${text}`),
    ...lines.slice(0, shown).map((text) => `  ${text}`),
    ...more,
  ].join("\n");
};
