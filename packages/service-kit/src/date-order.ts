import { rejection } from "@shouwen/event-bus/rejection";
import type { FileRow } from "./csv-rows.ts";
import { type DateOrder, type ReadDate, readDate } from "./file-dates.ts";

/** Whether a file writes the day or the month first; nothing as long as no date has shown it. */
export type KnownOrder = { order: DateOrder | undefined };

type Open = {
  readonly line: number;
  readonly value: string;
  readonly readings: Readonly<Record<DateOrder, string>>;
};

const datesOpen = rejection(
  "import.dates_open",
  "unprocessable",
  "Day and month cannot be told apart in any date of the file; write the year first, or name the format in its mapping",
);

/** As much of a file as is kept until one of its dates shows the order. */
const mostKept = 8 * 1024 * 1024;

const dateOf = (day: number): string => new Date(day * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);

/** Both that a date may be; undefined when there is no doubt about it. */
const doubtOf = (line: number, value: string, date: ReadDate | undefined): Open | undefined => {
  if (!date || "time" in date) return undefined;
  const readings = {
    "day first": dateOf(date.open["day first"].day),
    "month first": dateOf(date.open["month first"].day),
  };
  return { line, value, readings };
};

type ReadableRow = { readonly line: number; readonly values: readonly string[] };

/** The dates of a row, as they are written. */
export type DatesOf = (values: readonly string[]) => readonly string[];

/** The order that a row shows, or a date of it that may be two. */
const lookAt = ({ line, values }: ReadableRow, datesOf: DatesOf): DateOrder | Open | undefined => {
  const dates = datesOf(values).map((value) => ({ value, date: readDate(value) }));
  const showing = dates.flatMap(({ date }) => (date && "time" in date ? (date.shows ?? []) : []));
  return showing[0] ?? dates.flatMap(({ value, date }) => doubtOf(line, value, date) ?? [])[0];
};

/**
 * Rows in their order, from the first on whose date may be two kept back until a date of the file shows which one it
 * is: one system writes all its dates alike. Throws (422) with both readings when none does.
 */
export async function* inKnownOrder(
  batches: AsyncIterable<readonly FileRow[]>,
  { datesOf, known }: { datesOf: DatesOf; known: KnownOrder },
): AsyncGenerator<readonly FileRow[]> {
  const watch = watchOrder(datesOf, known);
  const kept: (readonly FileRow[])[] = [];
  let size = 0;
  for await (const batch of batches) {
    const open = watch(batch);
    kept.push(batch);
    if (!open) {
      yield* kept.splice(0);
      continue;
    }
    size += sizeOf(batch);
    if (size > mostKept) throw datesOpen(open);
  }
  const open = watch([]);
  if (open) throw datesOpen(open);
}

/** Looks through rows until the order is known. Answers the first date so far that may be two, as long as it is not. */
const watchOrder = (datesOf: DatesOf, known: KnownOrder) => {
  let open: Open | undefined;
  const notice = (found: ReturnType<typeof lookAt>): void => {
    if (typeof found === "string") known.order = found;
    else open ??= found;
  };
  return (batch: readonly FileRow[]): Open | undefined => {
    for (const row of batch) if (known.order === undefined && "values" in row) notice(lookAt(row, datesOf));
    return known.order === undefined ? open : undefined;
  };
};

const sizeOf = (batch: readonly FileRow[]): number =>
  batch.reduce(
    (sum, row) => sum + ("values" in row ? row.values.reduce((all, value) => all + value.length, 0) : 0),
    0,
  );
