import { isUtf8 } from "node:buffer";
import type { FileLanguage, Told } from "./file-language.ts";
import type { FileLine } from "./file-lines.ts";
import { splitRow } from "./split-row.ts";

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

export const notUtf8: Told = {
  en: "is not UTF-8 text: save the file as UTF-8",
  "zh-CN": "不是 UTF-8 文本：请将文件另存为 UTF-8",
};
const otherEncoding: Told = {
  en: "holds bytes that are no text in the encoding of the file",
  "zh-CN": "含有与文件编码不符的字节",
};
export const tooLong: Told = { en: "is longer than a row may be", "zh-CN": "超过一行允许的长度" };
const unpaired: Told = { en: "has a quote that is not closed", "zh-CN": "有一个引号没有闭合" };
const misquoted: Told = {
  en: 'has a quote in the wrong place: a value with quotes is written "so ""quoted"""',
  "zh-CN": '引号的位置不对：含引号的内容应写成 "例 ""引号"""',
};

const quote = 0x22;
const utf8 = new TextDecoder("utf-8");

/** The text of bytes; undefined when they are not UTF-8. Looked at first: an exception for each line is a long wait. */
export const decode = (bytes: Uint8Array): string | undefined =>
  isUtf8(bytes) ? utf8.decode(bytes) : undefined;

type Shape = {
  readonly delimiter: string;
  readonly columns: number;
  readonly longest: number;
  /** In which language problems are told. Default: English. */
  readonly language?: FileLanguage;
  /** How bytes are read where the file is not UTF-8. In GB18030 no part of a character looks like a quote or comma. */
  readonly decode?: typeof decode;
};

/** The lines of a row that is being looked for, and how far they were looked at: none is looked at twice. */
type Looking = { lines: FileLine[]; first: number; next: number; quotes: number; bytes: number };

/**
 * Cuts CSV. A quoted value may go over several lines, so a row ends where its quotes come in pairs; where that gives
 * no good row, its first line is at fault and reading goes on with the line below. Not a CSV library: one stray quote
 * would take the rest of the file with it, or end it with an error, where each bad row must be reported by its line and
 * the others taken.
 */
export const csvRows = (shape: Shape): RowCutter => {
  const looking: Looking = { lines: [], first: 0, next: 0, quotes: 0, bytes: 0 };
  const restartAt = (first: number) => Object.assign(looking, { first, next: first, quotes: 0, bytes: 0 });
  const cut = (atEnd: boolean): FileRow[] => {
    const rows: FileRow[] = [];
    while (looking.first < looking.lines.length) {
      const end = endOfRow(looking, shape.longest);
      if (end === "more" && !atEnd) break;
      const step = stepOf(looking, end, shape);
      if (step.row) rows.push(step.row);
      restartAt(looking.first + step.lines);
    }
    forgetRead(looking);
    return rows;
  };
  return {
    add: (lines) => {
      for (const line of lines) looking.lines.push(line);
      return cut(false);
    },
    end: () => cut(true),
  };
};

const forgetRead = (looking: Looking): void => {
  looking.lines = looking.lines.slice(looking.first);
  looking.next -= looking.first;
  looking.first = 0;
};

/** How many lines the row has that begins at `first`. */
const endOfRow = (looking: Looking, longest: number): number | "more" | "too long" => {
  while (looking.next < looking.lines.length) {
    const { bytes } = looking.lines[looking.next] as FileLine;
    looking.bytes += bytes.length + 1;
    if (looking.bytes > longest) return "too long";
    looking.quotes += quotesIn(bytes);
    looking.next += 1;
    if (looking.quotes % 2 === 0) return looking.next - looking.first;
  }
  return "more";
};

type Step = { readonly row?: FileRow; readonly lines: number };

/** One row from the first line on, and how many lines it takes. */
const stepOf = ({ lines, first }: Looking, end: ReturnType<typeof endOfRow>, shape: Shape): Step => {
  const { line } = lines[first] as FileLine;
  const wrong = (problem: Told, taken: number): Step => ({
    row: { line, problem: problem[shape.language ?? "en"] },
    lines: taken,
  });
  if (end === "more") return wrong(unpaired, 1);
  if (end === "too long") return wrong(tooLong, 1);
  const read = shape.decode ?? decode;
  const text = read(joined(lines.slice(first, first + end)));
  if (text === undefined) return wrong(read === decode ? notUtf8 : otherEncoding, end);
  if (text.trim() === "") return { lines: end };
  const values = splitRow(text, shape.delimiter);
  if (!values) return wrong(misquoted, 1);
  if (values.length !== shape.columns) return wrong(wrongLength(values.length, shape.columns), end);
  return { row: { line, values }, lines: end };
};

const wrongLength = (found: number, expected: number): Told => ({
  en: `has ${found} ${found === 1 ? "column" : "columns"} where the header has ${expected}`,
  "zh-CN": `有 ${found} 列，而表头有 ${expected} 列`,
});

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
