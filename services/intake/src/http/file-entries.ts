import type { FileRow } from "@shouwen/service-kit/csv-rows";
import { gatherLives } from "../domain/gather-lives.ts";
import type { ImportEntry } from "../domain/importing.ts";
import { type Import, type RowReader, rowReader } from "../domain/map-row.ts";
import { stepReader } from "../domain/map-step.ts";
import type { Mapping } from "../domain/mapping.ts";
import { tooManySteps } from "../domain/rejections.ts";
import type { OpenFile } from "./open-file.ts";

/** What a file holds, as its mapping reads it: of a list a record for each row, of an event log one for each case. */
export const entriesOf = (
  { columns, batches }: OpenFile,
  mapping: Mapping,
  about: Import,
): AsyncGenerator<readonly ImportEntry[]> => {
  const read = rowReader(mapping, columns, about);
  return mapping.life
    ? lives(batches, { read, step: stepReader(mapping, columns, about) })
    : rows(batches, read);
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

async function* lives(
  batches: AsyncIterable<readonly FileRow[]>,
  { read, step }: { read: RowReader; step: ReturnType<typeof stepReader> },
): AsyncGenerator<readonly ImportEntry[]> {
  const gatherer = gatherLives();
  const gather = (row: FileRow): ImportEntry[] => {
    if ("problem" in row) return [unreadable(row)];
    const { line, values } = row;
    const mapped = step(values);
    const errors = "errors" in mapped ? mapped.errors : gatherer.add({ line, ...mapped }, () => read(values));
    return errors.length > 0 ? [{ line, errors }] : [];
  };
  let kept = 0;
  for await (const batch of batches) {
    const wrong = batch.flatMap((row) => gather(row));
    kept += batch.length - wrong.length;
    if (kept > mostSteps) throw tooManySteps({ most: mostSteps });
    yield wrong;
  }
  yield gatherer.records();
}

const unreadable = ({ line, problem }: { line: number; problem: string }): ImportEntry => ({
  line,
  errors: [{ field: "(row)", message: problem }],
});
