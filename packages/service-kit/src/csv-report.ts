import { Rejection } from "@shouwen/event-bus/rejection";
import { z } from "zod";
import type { CsvFile } from "./csv-file.ts";
import type { FileRow } from "./csv-rows.ts";
import type { Told } from "./file-language.ts";
import { mostWrongRows, tooManyErrors } from "./import-limits.ts";

/** What is wrong with a cell, and what would be right; in both languages, of which the file's is told. */
type CellError = { readonly field: string; readonly message: string | Told };

const rowError = z.object({
  line: z.int().describe("In the file, from 1"),
  column: z.string().describe("As the file names it; (row) for the row as a whole"),
  code: z.string(),
  message: z.string().describe("What is wrong and what would be right, in the file's language"),
  facts: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Ids and times, such as both shifts that overlap"),
});
type RowError = z.output<typeof rowError>;

/** What became of a file. */
export const fileReport = z.object({
  total: z.int().describe("Rows, without the header and empty ones"),
  changed: z.int(),
  unchanged: z.int().describe("Said nothing new: sending a file again is safe"),
  refused: z.int(),
  errors: z.array(rowError).describe("The first 200"),
});
export type FileReport = z.output<typeof fileReport>;

/** What is done with a row: whether anything changed, or what is wrong with its cells. Throws what the rules refuse. */
export type TakeRow<Field extends string> = (
  cells: Partial<Record<Field, string>>,
) => Promise<boolean | readonly CellError[]>;

const mostErrors = 200;
const atOnce = 16;

/**
 * Takes the rows of a file as they come: some at once, but those of one person one after the other. Good rows go in,
 * bad ones are reported with line and column. What is wrong with us is thrown on; the file can be sent again.
 */
export const takeRows = async <Field extends string>(
  file: CsvFile<Field>,
  take: TakeRow<Field>,
  keyOf: (cells: Partial<Record<Field, string>>) => string,
): Promise<FileReport> => {
  const report: FileReport = { total: 0, changed: 0, unchanged: 0, refused: 0, errors: [] };
  const takeOne = async (row: FileRow): Promise<void> => {
    const result = await resultOf(row, file, take);
    report.total += 1;
    if (typeof result !== "boolean") {
      report.refused += 1;
      report.errors.push(...result.slice(0, mostErrors - report.errors.length));
    } else if (result) report.changed += 1;
    else report.unchanged += 1;
  };
  for await (const rows of file.rows) {
    if (report.refused >= mostWrongRows)
      throw tooManyErrors({ most: mostWrongRows, report: summary(report) });
    const byPerson = Map.groupBy(rows, (row) => ("values" in row ? keyOf(file.cells(row.values)) : ""));
    const turns = [...byPerson.values()];
    const takeInTurn = async (): Promise<void> => {
      for (let turn = turns.shift(); turn; turn = turns.shift()) for (const row of turn) await takeOne(row);
    };
    await Promise.all(Array.from({ length: atOnce }, takeInTurn));
  }
  return { ...report, errors: report.errors.toSorted((a, b) => a.line - b.line) };
};

const summary = ({ errors, ...counts }: FileReport) => ({ ...counts, errors: errors.slice(0, 10) });

const resultOf = async <Field extends string>(
  row: FileRow,
  { cells, header, language }: CsvFile<Field>,
  take: TakeRow<Field>,
): Promise<boolean | RowError[]> => {
  const { line } = row;
  if ("problem" in row) return [{ line, column: "(row)", code: "unreadable", message: row.problem }];
  try {
    const taken = await take(cells(row.values));
    if (typeof taken === "boolean") return taken;
    return taken.map(({ field, message }) => ({
      line,
      column: header[field as Field] ?? field,
      code: "invalid",
      message: typeof message === "string" ? message : message[language],
    }));
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return [{ line, column: "(row)", code: error.code, message: error.title, facts: error.facts }];
  }
};
