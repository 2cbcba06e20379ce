import { bold, dim, green, red, yellow } from "#bin/terminal.mjs";
import { figure } from "../terminal/table.ts";

/** What became of a file, as workforce says it. */
export type FileReport = {
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly errors: readonly { readonly line: number; readonly column: string; readonly message: string }[];
};

const shownErrors = 10;

const line = (name: string, count: number, remark = ""): string =>
  `  ${name.padEnd(14)}${figure(count).padStart(9)}  ${dim(remark)}`.trimEnd();

/** How much of a file has gone. */
export const sentText = (sent: number, size: number): string =>
  `${figure(Math.round(sent / 1_024))} of ${figure(Math.round(size / 1_024))} KB sent`;

/** What became of a file: how many rows, what of them, and the first that are wrong. */
export const reportText = (report: FileReport, tookMs: number): string => {
  const shown = report.errors.slice(0, shownErrors);
  const more = report.refused - new Set(shown.map((error) => error.line)).size;
  return [
    bold("What became of the file"),
    line("rows", report.total, `${(tookMs / 1_000).toFixed(1)} s`),
    line("taken", report.changed),
    line("already so", report.unchanged),
    line("refused", report.refused),
    ...shown.map((error) => `  ${yellow(`line ${error.line}`)}  ${error.column}: ${error.message}`),
    ...(more > 0 && shown.length > 0 ? [dim(`  and ${figure(more)} more lines`)] : []),
    failed(report) ? `${red("✘")} No row of it could be taken.` : `${green("✔")} ${outcome(report)}`,
  ].join("\n");
};

const outcome = ({ changed, refused }: FileReport): string => {
  const taken = changed > 0 ? `${figure(changed)} new or changed.` : "Nothing new.";
  return refused > 0
    ? `${taken} ${figure(refused)} refused: mend those rows and send the file again.`
    : taken;
};

/** Whether nothing of a file was any good. */
export const failed = ({ total, refused }: FileReport): boolean => total > 0 && refused === total;
