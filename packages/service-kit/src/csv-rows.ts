import { parse } from "csv-parse/sync";
import type { FileLine } from "./file-lines.ts";

/** A row with its values, or why it cannot be read. `line` is where it begins. */
export type FileRow =
  | { readonly line: number; readonly values: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** Puts lines together into rows. */
export type RowCutter = {
  /** The rows that these lines complete. */
  add(lines: readonly FileLine[]): FileRow[];
  /** What is left when the file has ended. */
  end(): FileRow[];
};

export const notUtf8 = "is not UTF-8 text: save the file as UTF-8";
const otherEncoding = "holds bytes that are no text in the encoding of the file";
export const tooLong = "is longer than a row may be";
const unpaired = "has a quote that is not closed";
const misquoted = "has a quote in the wrong place";

const quote = 0x22;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text of bytes; undefined when they are not UTF-8. */
export const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

/** The values of one row of CSV (RFC 4180); undefined when a quote is in the wrong place. */
export const splitRow = (text: string, delimiter: string): string[] | undefined => {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    return (parse(text, { delimiter, relax_quotes: false, skip_empty_lines: false }) as string[][])[0];
  } catch {
    return undefined;
  }
};

type Shape = {
  readonly delimiter: string;
  readonly columns: number;
  readonly longest: number;
  /** How bytes are read where the file is not UTF-8. In GB18030 no part of a character looks like a quote or comma. */
  readonly decode?: typeof decode;
};

/**
 * Cuts CSV. A quoted value may go over several lines, so a row ends where its quotes come in pairs; where that gives
 * no good row, its first line is at fault and reading goes on with the line below. (Left to find the rows itself,
 * csv-parse drops every row between a stray quote and the next one without a word, and all rows after an overlong one.)
 */
export const csvRows = (shape: Shape): RowCutter => {
  let waiting: readonly FileLine[] = [];
  const cut = (atEnd: boolean): FileRow[] => {
    const rows: FileRow[] = [];
    let next = 0;
    while (next < waiting.length) {
      const step = readAt(waiting, next, { ...shape, atEnd });
      if (!step) break;
      if (step.row) rows.push(step.row);
      next += step.lines;
    }
    waiting = waiting.slice(next);
    return rows;
  };
  return {
    add: (lines) => {
      waiting = waiting.length === 0 ? lines : [...waiting, ...lines];
      return cut(false);
    },
    end: () => cut(true),
  };
};

type Step = { readonly row?: FileRow; readonly lines: number };

/** One row from this line on, and how many lines it takes; undefined when it may go on in lines still to come. */
const readAt = (
  waiting: readonly FileLine[],
  first: number,
  shape: Shape & { atEnd: boolean },
): Step | undefined => {
  const { line } = waiting[first] as FileLine;
  const lines = linesOfRow(waiting, first, shape.longest);
  if (lines === "more") return shape.atEnd ? { row: { line, problem: unpaired }, lines: 1 } : undefined;
  if (lines === "too long") return { row: { line, problem: tooLong }, lines: 1 };
  const text = (shape.decode ?? decode)(joined(waiting.slice(first, first + lines)));
  if (text === undefined) return { row: { line, problem: shape.decode ? otherEncoding : notUtf8 }, lines };
  if (text.trim() === "") return { lines };
  const values = splitRow(text, shape.delimiter);
  if (!values) return { row: { line, problem: misquoted }, lines: 1 };
  const wrong = values.length === shape.columns ? undefined : wrongLength(values.length, shape.columns);
  return { row: wrong === undefined ? { line, values } : { line, problem: wrong }, lines };
};

const wrongLength = (found: number, expected: number): string =>
  `has ${found} ${found === 1 ? "column" : "columns"} where the header has ${expected}`;

const linesOfRow = (
  waiting: readonly FileLine[],
  first: number,
  longest: number,
): number | "more" | "too long" => {
  let quotes = 0;
  let bytes = 0;
  for (let index = first; index < waiting.length; index++) {
    const line = (waiting[index] as FileLine).bytes;
    bytes += line.length + 1;
    if (bytes > longest) return "too long";
    quotes += quotesIn(line);
    if (quotes % 2 === 0) return index - first + 1;
  }
  return "more";
};

const quotesIn = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(quote); at !== -1; at = bytes.indexOf(quote, at + 1)) count += 1;
  return count;
};

const joined = (lines: readonly FileLine[]): Buffer => {
  const [only] = lines;
  if (only && lines.length === 1) return only.bytes;
  return Buffer.concat(lines.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [lineEnd, bytes])));
};
const lineEnd = Buffer.from([0x0a]);
