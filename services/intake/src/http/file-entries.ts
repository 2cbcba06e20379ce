import type { FileRow } from "@shouwen/service-kit/csv-rows";
import { inKnownOrder, type KnownOrder } from "@shouwen/service-kit/date-order";
import { groupByCase } from "../domain/group-by-case.ts";
import type { ImportEntry } from "../domain/importing.ts";
import { type Import, type MappedRow, type RowReader, rowReader } from "../domain/map-row.ts";
import { stepReader, stepsReader } from "../domain/map-step.ts";
import type { Mapping } from "../domain/mapping.ts";
import { tooManySteps } from "../domain/rejections.ts";
import { datesIn } from "./date-order.ts";
import type { OpenFile } from "./open-file.ts";

/**
 * What a file holds, as its mapping reads it: of a list a record for each row, of an event log one for each case.
 * What is wrong is told in the language of the file.
 */
export const entriesOf = (
  { columns, batches, language }: OpenFile,
  mapping: Mapping,
  about: Omit<Import, "language" | "order">,
): AsyncGenerator<readonly ImportEntry[]> => {
  const known: KnownOrder = { order: undefined };
  const telling = { ...about, language, order: () => known.order };
  const dated = inKnownOrder(batches, { datesOf: datesIn(mapping, columns), known });
  const read = rowReader(mapping, columns, telling);
  if (mapping.life && "activity" in mapping.life)
    return lives(dated, { read, step: stepReader(mapping, columns, telling), language });
  return rows(dated, mapping.life ? withSteps(read, stepsReader(mapping, columns, telling)) : read);
};

/** A row that has its steps in columns. */
const withSteps =
  (read: RowReader, stepsOf: ReturnType<typeof stepsReader>): RowReader =>
  (values): MappedRow => {
    const row = read(values);
    if ("errors" in row) return row;
    const found = stepsOf(values);
    if ("errors" in found) return found;
    const past = row.draft.past && { ...row.draft.past, closedAt: null, life: found.steps };
    return { ...row, draft: { ...row.draft, past } };
  };

async function* rows(
  batches: AsyncIterable<readonly FileRow[]>,
  read: RowReader,
): AsyncGenerator<readonly ImportEntry[]> {
  for await (const batch of batches)
    yield batch.map((row) => {
      const { line } = row;
      return "problem" in row ? unreadable(row) : { line, rows: 1, ...read(row.values) };
    });
}

/** An event log is kept in memory until its end: steps of one case stand all over the file. */
const mostSteps = 500_000;

type Reading = {
  readonly read: RowReader;
  readonly step: ReturnType<typeof stepReader>;
  readonly language: OpenFile["language"];
};

async function* lives(
  batches: AsyncIterable<readonly FileRow[]>,
  { read, step, language }: Reading,
): AsyncGenerator<readonly ImportEntry[]> {
  const grouper = groupByCase(language);
  const group = (row: FileRow): ImportEntry[] => {
    if ("problem" in row) return [unreadable(row)];
    const { line, values } = row;
    const mapped = step(values);
    const errors = "errors" in mapped ? mapped.errors : grouper.add({ line, ...mapped }, () => read(values));
    return errors.length > 0 ? [{ line, errors }] : [];
  };
  let kept = 0;
  for await (const batch of batches) {
    const wrong = batch.flatMap((row) => group(row));
    kept += batch.length - wrong.length;
    if (kept > mostSteps) throw tooManySteps({ most: mostSteps });
    yield wrong;
  }
  const records = grouper.records();
  for (let from = 0; from < records.length; from += recordsTogether)
    yield records.slice(from, from + recordsTogether);
}
const recordsTogether = 256;

const unreadable = ({ line, problem }: { line: number; problem: string }): ImportEntry => ({
  line,
  errors: [{ field: "(row)", message: problem }],
});
