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

/** What became of a file: how many rows, what of them, and the first that are wrong. */
export const outcomeText = (
  tally: Tally,
  errors: readonly LineError[],
  { tookMs, what = "requests" }: { tookMs: number; what?: "requests" | "steps" | undefined },
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
    failed(tally)
      ? `${red("✘")} No row of it could be taken.`
      : `${green("✔")} ${tally.accepted > 0 ? `${figure(tally.accepted)} new ${what}.` : "Nothing new."}`,
  ].join("\n");
};

/** Whether nothing of a file was any good. */
export const failed = ({ total, rejected }: Tally): boolean => total > 0 && rejected === total;
