import { csvRows, decode, type FileRow, type RowCutter } from "@shouwen/service-kit/csv-rows";
import { type FileLanguage, languageOf } from "@shouwen/service-kit/file-language";
import { type FileLine, fileLines } from "@shouwen/service-kit/file-lines";
import { splitRow } from "@shouwen/service-kit/split-row";
import { columnsOf, type Mapping } from "../domain/mapping.ts";
import { notText, wrongHeader } from "../domain/rejections.ts";
import { ndjsonRows, readObject } from "./ndjson-rows.ts";

/** A file whose beginning was found good: its columns, and its rows as they come in. */
export type OpenFile = {
  readonly columns: readonly string[];
  readonly batches: AsyncGenerator<readonly FileRow[]>;
  /** In which what is wrong with it is told: Chinese where its header or its mapping is. */
  readonly language: FileLanguage;
};

export type FileFormat = "csv" | "ndjson";

const longest = 256 * 1024;
const delimiters = [",", ";", "\t"];

/**
 * Looks at the beginning of a file before any row of it is taken. Throws a rejection (422) when it is no text in UTF-8
 * or has not the columns that the mapping needs.
 */
export const openFile = async (
  stream: AsyncIterable<Buffer>,
  mapping: Mapping,
  format: FileFormat,
): Promise<OpenFile> => {
  const lines = fileLines(stream, longest);
  const beginning = await firstLines(lines);
  const [first, ...others] = beginning;
  if (!first || beginning.some(({ bytes }) => bytes.includes(0))) throw notText();
  const text = decode(first.bytes);
  if (text === undefined || first.bytes.length > longest) throw notText();
  if (format === "ndjson") {
    if (!readObject(text)) throw notText();
    const columns = columnsOf(mapping);
    const language = languageOf(mapping.title, ...columns);
    return {
      columns,
      language,
      batches: rowsOf(ndjsonRows(columns, { longest, language }), beginning, lines),
    };
  }
  const { delimiter, columns } = headerOf(text, mapping);
  const language = languageOf(mapping.title, ...columns);
  const cutter = csvRows({ delimiter, columns: columns.length, longest, language });
  return { columns, language, batches: rowsOf(cutter, others, lines) };
};

/** Up to the first line that says something. */
const firstLines = async (lines: AsyncGenerator<readonly FileLine[]>): Promise<readonly FileLine[]> => {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const begin = next.value.findIndex(({ bytes }) => bytes.length > 0);
    if (begin !== -1) return next.value.slice(begin);
  }
  return [];
};

/** The header's names with whichever delimiter finds the columns that are needed. Says which are missing, no more. */
const headerOf = (text: string, { requires }: Mapping): { delimiter: string; columns: readonly string[] } => {
  const found = delimiters.map((delimiter) => ({
    delimiter,
    columns: splitRow(text, delimiter)?.map((name) => name.trim()) ?? [],
  }));
  const missing = found.map(({ columns }) => requires.filter((name) => !columns.includes(name)));
  const fitting = found[missing.findIndex((names) => names.length === 0)];
  if (!fitting) throw wrongHeader({ missing: missing.toSorted((a, b) => a.length - b.length)[0] });
  return fitting;
};

async function* rowsOf(
  cutter: RowCutter,
  beginning: readonly FileLine[],
  lines: AsyncGenerator<readonly FileLine[]>,
): AsyncGenerator<readonly FileRow[]> {
  yield cutter.add(beginning);
  for await (const more of lines) yield cutter.add(more);
  yield cutter.end();
}
