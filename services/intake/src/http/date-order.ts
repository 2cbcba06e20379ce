import type { FileRow } from "@shouwen/service-kit/csv-rows";
import { type DateOrder, readDate } from "@shouwen/service-kit/file-dates";
import { textOf } from "../domain/compile-field.ts";
import { type Mapping, undatedOf } from "../domain/mapping.ts";
import { datesOpen } from "../domain/rejections.ts";

/** Whether a file writes the day or the month first; nothing as long as no date has shown it. */
export type KnownOrder = { order: DateOrder | undefined };

type Open = {
  readonly line: number;
  readonly value: string;
  readonly readings: Readonly<Record<DateOrder, string>>;
};

/** As much of a file as is kept until one of its dates shows the order. */
const mostKept = 8 * 1024 * 1024;

const dateOf = (day: number): string => new Date(day * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);

type Row = { readonly line: number; readonly values: readonly string[] };

/** Both that a date may be; undefined when there is no doubt about it. */
const doubtOf = (line: number, value: string, date: ReturnType<typeof readDate>): Open | undefined => {
  if (!date || "time" in date) return undefined;
  const readings = {
    "day first": dateOf(date.open["day first"].day),
    "month first": dateOf(date.open["month first"].day),
  };
  return { line, value, readings };
};

const looker = (mapping: Mapping, header: readonly string[]) => {
  const positions = new Map(header.map((name, index) => [name, index]));
  const readers = undatedOf(mapping).flatMap((field) =>
    "constant" in field || "choose" in field ? [] : [textOf(field, positions)],
  );
  /** The order that a row shows, or a date of it that may be two. */
  return ({ line, values }: Row): DateOrder | Open | undefined => {
    const dates = readers.flatMap((read) => {
      const value = read(values);
      return value === null ? [] : [{ value, date: readDate(value) }];
    });
    const showing = dates.flatMap(({ date }) => (date && "time" in date ? (date.shows ?? []) : []));
    return showing[0] ?? dates.flatMap(({ value, date }) => doubtOf(line, value, date) ?? [])[0];
  };
};

/**
 * Rows in their order, from the first on whose date may be two kept back until a date of the file shows which one it
 * is: one system writes all its dates alike. Throws with both readings when none does.
 */
export async function* inKnownOrder(
  batches: AsyncIterable<readonly FileRow[]>,
  { mapping, header, known }: { mapping: Mapping; header: readonly string[]; known: KnownOrder },
): AsyncGenerator<readonly FileRow[]> {
  const watch = watchOrder(looker(mapping, header), known);
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
const watchOrder = (look: ReturnType<typeof looker>, known: KnownOrder) => {
  let open: Open | undefined;
  const notice = (found: ReturnType<typeof look>): void => {
    if (typeof found === "string") known.order = found;
    else open ??= found;
  };
  return (batch: readonly FileRow[]): Open | undefined => {
    for (const row of batch) if (known.order === undefined && "values" in row) notice(look(row));
    return known.order === undefined ? open : undefined;
  };
};

const sizeOf = (batch: readonly FileRow[]): number =>
  batch.reduce(
    (sum, row) => sum + ("values" in row ? row.values.reduce((all, value) => all + value.length, 0) : 0),
    0,
  );
