import type { Readable } from "node:stream";
import { rejection } from "@shouwen/event-bus/rejection";
import { csvRows, type FileRow } from "./csv-rows.ts";
import { inKnownOrder } from "./date-order.ts";
import { plainCell } from "./file-cells.ts";
import type { DateOrder } from "./file-dates.ts";
import { decoderOf, sniffedBytes } from "./file-encoding.ts";
import { type FileLanguage, languageOf } from "./file-language.ts";
import { type FileLine, fileLines } from "./file-lines.ts";
import { splitRow } from "./split-row.ts";

/** The fields of a file: the names that a column may have, in any language, and whether it must be there. */
export type Columns<Field extends string> = Readonly<
  Record<Field, { readonly names: readonly string[]; readonly required?: true; readonly isDate?: true }>
>;

const fileIsNoText = rejection(
  "import.no_text",
  "unprocessable",
  "The file is no text in UTF-8 or GB18030; save it as CSV UTF-8",
);
const fileLacksColumns = rejection(
  "import.lacks_columns",
  "unprocessable",
  "The first line of the file lacks columns that are needed; nothing was taken",
);

/** Names are told apart by their letters alone: `Staff Number`, `staff_number` and `staffNumber` are one. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_\-()（）*]/g, "");

/** Where each field stands in a header. `missing` names what must be there and is not. */
const findColumns = <Field extends string>(
  header: readonly string[],
  columns: Columns<Field>,
): { places: Partial<Record<Field, number>>; missing: string[] } => {
  const written = header.map(plain);
  const places: Partial<Record<Field, number>> = {};
  const missing: string[] = [];
  for (const [field, { names, required }] of Object.entries(columns) as [Field, Columns<Field>[Field]][]) {
    const place = written.findIndex((name) => [field, ...names].map(plain).includes(name));
    if (place >= 0) places[field] = place;
    else if (required) missing.push([field, ...names].join(" / "));
  }
  return { places, missing };
};

/** A file whose header was found good. `header` is how it names each field. */
export type CsvFile<Field extends string> = {
  readonly header: Readonly<Partial<Record<Field, string>>>;
  cells(values: readonly string[]): Partial<Record<Field, string>>;
  /** Chinese where the header is. */
  readonly language: FileLanguage;
  /** Whether the file writes the day or the month first, where its rows so far have shown it. */
  order(): DateOrder | undefined;
  readonly rows: AsyncGenerator<readonly FileRow[]>;
};

const longestRow = 64 * 1024;
const delimiters = [",", ";", "\t"];

/**
 * Looks at the beginning of a file before any row is taken: UTF-8 with or without mark, else GB18030 as older
 * spreadsheets save it; then the names of its columns. Throws (422) when it is no text or lacks a column.
 */
export const openCsv = async <Field extends string>(
  stream: AsyncIterable<Buffer>,
  columns: Columns<Field>,
): Promise<CsvFile<Field>> => {
  const lines = fileLines(stream, longestRow);
  const beginning = await firstLines(lines);
  const [first, ...others] = beginning;
  if (!first || beginning.some(({ bytes }) => bytes.includes(0))) throw fileIsNoText();
  const decode = decoderOf(beginning);
  const text = decode(first.bytes);
  if (text === undefined) throw fileIsNoText();
  const found = delimiters.map((delimiter) => {
    const names = splitRow(text, delimiter)?.map((name) => name.trim()) ?? [];
    return { delimiter, names, ...findColumns(names, columns) };
  });
  const fitting = found.find(({ missing }) => missing.length === 0);
  if (!fitting) throw fileLacksColumns({ missing: found.toSorted(byMissing)[0]?.missing });
  const { delimiter, names, places } = fitting;
  const language = languageOf(...names);
  const shape = {
    delimiter,
    columns: names.length,
    longest: longestRow,
    language,
    decode,
  };
  const placed = Object.entries(places) as [Field, number][];
  const known: { order: DateOrder | undefined } = { order: undefined };
  const dates = placed.flatMap(([field, place]) => (columns[field].isDate ? [place] : []));
  const datesOf = (values: readonly string[]) => dates.map((place) => plainCell(values[place] ?? ""));
  return {
    header: Object.fromEntries(
      placed.map(([field, place]) => [field, names[place] ?? field]),
    ) as CsvFile<Field>["header"],
    cells: (values) =>
      Object.fromEntries(placed.map(([field, place]) => [field, plainCell(values[place] ?? "")])) as Partial<
        Record<Field, string>
      >,
    language,
    order: () => known.order,
    rows: inKnownOrder(rowsOf(csvRows(shape), others, lines), { datesOf, known }),
  };
};

const byMissing = (a: { missing: readonly string[] }, b: { missing: readonly string[] }): number =>
  a.missing.length - b.missing.length;

/** From the first line that says something, as much as it takes to tell the encoding. */
const firstLines = async (lines: AsyncGenerator<readonly FileLine[]>): Promise<readonly FileLine[]> => {
  const read: FileLine[] = [];
  let bytes = 0;
  while (bytes < sniffedBytes) {
    const next = await lines.next();
    if (next.done) break;
    read.push(...next.value);
    bytes += next.value.reduce((sum, line) => sum + line.bytes.length, 0);
  }
  return read.slice(
    Math.max(
      0,
      read.findIndex((line) => line.bytes.length > 0),
    ),
  );
};

async function* rowsOf(
  cutter: ReturnType<typeof csvRows>,
  beginning: readonly FileLine[],
  lines: AsyncGenerator<readonly FileLine[]>,
): AsyncGenerator<readonly FileRow[]> {
  yield cutter.add(beginning);
  for await (const more of lines) yield cutter.add(more);
  yield cutter.end();
}

const brokeOff = (cause: unknown): never => {
  throw Object.assign(new Error("The sender broke off", { cause }), { statusCode: 400 });
};
const tooLarge = () => Object.assign(new Error("The file is larger than allowed"), { statusCode: 413 });

/** The bytes of a body as they come, up to so many (413). What is left when reading stops early can still be dropped. */
export async function* bytesOf(stream: Readable, most: number): AsyncGenerator<Buffer> {
  const parts = stream.iterator({ destroyOnReturn: false });
  let bytes = 0;
  for (;;) {
    const next = await parts.next().catch(brokeOff);
    if (next.done) return;
    const part = next.value as Buffer;
    bytes += part.length;
    if (bytes > most) throw tooLarge();
    yield part;
  }
}
