import { bold, dim, green, red, yellow } from "#bin/terminal.mjs";
import { figure } from "../terminal/table.ts";

/** How far an import is, as intake says it. */
export type Tally = {
  readonly total: number;
  readonly accepted: number;
  readonly repeated: number;
  readonly rejected: number;
};

/** A row that was not taken. */
export type LineError = { readonly line: number; readonly field: string; readonly message: string };

const perSecond = (rows: number, tookMs: number): string =>
  `${figure(Math.round((rows / Math.max(tookMs, 1)) * 1_000))} rows/s`;

/** Where a running import stands. */
export const progressText = ({ total, rejected }: Tally, tookMs: number): string => {
  const wrong = rejected > 0 ? ` · ${figure(rejected)} rejected` : "";
  return `${figure(total)} rows · ${perSecond(total, tookMs)}${wrong}`;
};

const line = (name: string, count: number, remark = ""): string =>
  `  ${name.padEnd(14)}${figure(count).padStart(9)}  ${dim(remark)}`.trimEnd();

type Outcome = {
  readonly tookMs: number;
  /** What a row of the file is. Default: a request. */
  readonly what?: "requests" | "steps" | undefined;
  /** How all that is wrong is read, where the first lines are not enough. */
  readonly allErrors: string;
};

/** What became of a file: how many rows, what of them, and the first that are wrong. */
export const outcomeText = (
  tally: Tally,
  errors: readonly LineError[],
  { tookMs, what = "requests", allErrors }: Outcome,
): string => {
  const shown = errors.map(
    ({ line: at, field, message }) => `  ${yellow(`line ${at}`)}  ${field} ${message}`,
  );
  const lines = new Set(errors.map(({ line: at }) => at)).size;
  const more = tally.rejected - lines;
  return [
    bold("What became of the file"),
    line("rows", tally.total, `${(tookMs / 1_000).toFixed(1)} s · ${perSecond(tally.total, tookMs)}`),
    line("accepted", tally.accepted),
    line("already there", tally.repeated),
    line("rejected", tally.rejected),
    ...shown,
    ...(more > 0 && lines > 0 ? [dim(`  and ${figure(more)} more lines`)] : []),
    ...(failed(tally) ? rejectedText(tally, what, allErrors) : [`${green("✔")} ${newText(tally, what)}`]),
  ].join("\n");
};

const newText = ({ accepted }: Tally, what: string): string =>
  accepted > 0 ? `${figure(accepted)} new ${what}.` : "Nothing new.";

/** That rows are missing, where they all are, and what to do. */
const rejectedText = (tally: Tally, what: string, allErrors: string): string[] => {
  const { total, rejected } = tally;
  const isAll = rejected === total;
  return [
    isAll
      ? `${red("✘")} No row of it could be taken.`
      : `${red("✘")} ${figure(rejected)} of ${figure(total)} rows were rejected and are not in. ${newText(tally, what)}`,
    `  Every rejected line with its reason: ${allErrors}`,
    ...(isAll
      ? []
      : [dim("  Correct those lines and send the file again: what was taken is not taken twice.")]),
  ];
};

/** Whether a row of a file was not taken. */
export const failed = ({ rejected }: Tally): boolean => rejected > 0;
