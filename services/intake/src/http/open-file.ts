import { csvRows, decode, type FileRow, type RowCutter } from "@shouwen/service-kit/csv-rows";
import { decoderOf, sniffedBytes } from "@shouwen/service-kit/file-encoding";
import { type FileLanguage, languageOf } from "@shouwen/service-kit/file-language";
import { type FileLine, fileLines } from "@shouwen/service-kit/file-lines";
import { splitRow } from "@shouwen/service-kit/split-row";
import pTimeout from "p-timeout";
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
/** Lines that are looked at for bytes that no text has. */
const looksLikeText = 64;
/** So long is waited for more of the beginning: a sender who holds still is heard with what there is. */
const patienceMs = 250;

/**
 * Looks at the beginning of a file before any row of it is taken. CSV is UTF-8, with or without a mark, or GB18030, as
 * Chinese spreadsheets save it; NDJSON is UTF-8. Throws a rejection (422) when it is neither or has not the columns
 * that the mapping needs.
 */
export const openFile = async (
  stream: AsyncIterable<Buffer>,
  mapping: Mapping,
  format: FileFormat,
): Promise<OpenFile> => {
  const lines = fileLines(stream, longest);
  const beginning = await beginningOf(lines);
  const looked = beginning.batches.flat();
  const [first] = looked;
  if (!first || looked.slice(0, looksLikeText).some(({ bytes }) => bytes.includes(0))) throw notText();
  const read = format === "csv" ? decoderOf(looked) : decode;
  const text = read(first.bytes);
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
  const cutter = csvRows({ delimiter, columns: columns.length, longest, language, decode: read });
  return { columns, language, batches: rowsOf(cutter, withoutHeader(beginning), lines) };
};

type Lines = AsyncGenerator<readonly FileLine[]>;

/** What of a file has come in, from its first line that says something; `next` is what is waited for. */
type Beginning = {
  readonly batches: readonly (readonly FileLine[])[];
  readonly next: ReturnType<Lines["next"]> | undefined;
};

/** As much of a file as tells its encoding, or as there is of it so far. */
const beginningOf = async (lines: Lines): Promise<Beginning> => {
  const batches: (readonly FileLine[])[] = [];
  for (let bytes = 0; bytes < sniffedBytes; ) {
    const next = lines.next();
    const came =
      batches.length === 0 ? await next : await pTimeout(next, { milliseconds: patienceMs, message: false });
    if (came === undefined) return { batches, next };
    if (came.done) break;
    const begin = batches.length > 0 ? 0 : came.value.findIndex((line) => line.bytes.length > 0);
    if (begin === -1) continue;
    batches.push(came.value.slice(begin));
    bytes += came.value.reduce((sum, line) => sum + line.bytes.length, 0);
  }
  return { batches, next: undefined };
};

const withoutHeader = ({ batches: [first = [], ...others], next }: Beginning): Beginning => ({
  batches: [first.slice(1), ...others],
  next,
});

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
  { batches, next }: Beginning,
  lines: Lines,
): AsyncGenerator<readonly FileRow[]> {
  let isWaiting = next !== undefined;
  try {
    for (const batch of batches) yield cutter.add(batch);
    const waitedFor = await next;
    isWaiting = false;
    if (waitedFor && !waitedFor.done) yield cutter.add(waitedFor.value);
    for await (const more of lines) yield cutter.add(more);
    yield cutter.end();
  } finally {
    // Whoever stops early lets go of the file; while nothing comes that would take until the next part does.
    const gone = lines.return(undefined).catch(() => undefined);
    if (!isWaiting) await gone;
  }
}
