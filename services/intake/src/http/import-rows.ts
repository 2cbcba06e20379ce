import { setTimeout as delay } from "node:timers/promises";
import type { Committed } from "@shouwen/service-kit/group-commit";
import type { LineError, ReadyRow, RowOutcome, Tally } from "../domain/importing.ts";
import type { RowError, RowReader } from "../domain/map-row.ts";
import type { FileRow } from "./csv-rows.ts";

/** Where rows are taken. */
export type RowDesk = {
  /** Takes rows together; in order, what became of each. */
  take(rows: readonly ReadyRow[]): Promise<readonly Committed<RowOutcome>[]>;
  /** What is wrong with a row, by the error that taking it gave; rethrows what is not the row's fault. */
  blame(error: unknown): readonly RowError[];
  addErrors(errors: readonly LineError[]): Promise<void>;
  hasRoom(): Promise<boolean>;
  /** Throws when the import must stop. */
  goOn(): void;
};

const together = 256;
const inFlight = 2;
const errorsTogether = 500;
const roomCheckMs = 500;

/**
 * Takes the rows of a file as they come in, 256 together and two such groups at once; reads no further while both are
 * under way or the outbox is full. `tally` is kept up to date while it runs. Throws when it cannot go on.
 */
export const importRows = async (
  batches: AsyncIterable<readonly FileRow[]>,
  read: RowReader,
  { desk, tally }: { desk: RowDesk; tally: Tally },
): Promise<void> => {
  const lanes = createLanes(inFlight);
  let ready: ReadyRow[] = [];
  let errors: LineError[] = [];
  const reject = (line: number, found: readonly RowError[]) => {
    tally.rejected += 1;
    errors.push(...found.map((error) => ({ line, ...error })));
  };
  const takeGroup = async (rows: readonly ReadyRow[]) => {
    while (!(await desk.hasRoom())) {
      desk.goOn();
      await delay(roomCheckMs);
    }
    const outcomes = await desk.take(rows);
    for (const [index, { line }] of rows.entries()) {
      const outcome = outcomes[index] ?? { error: new Error("No outcome for a row") };
      if ("error" in outcome) reject(line, desk.blame(outcome.error));
      else tally[outcome.answer] += 1;
    }
  };
  const flush = async (least: { rows: number; errors: number }) => {
    desk.goOn();
    while (ready.length >= least.rows) {
      const group = ready.slice(0, together);
      ready = ready.slice(together);
      await lanes.start(() => takeGroup(group));
    }
    if (errors.length < least.errors) return;
    const found = errors;
    errors = [];
    await desk.addErrors(found);
  };

  for await (const rows of batches) {
    for (const row of rows) {
      const mapped =
        "problem" in row ? { errors: [{ field: "(row)", message: row.problem }] } : read(row.values);
      tally.total += 1;
      if ("errors" in mapped) reject(row.line, mapped.errors);
      else ready.push({ line: row.line, ...mapped });
    }
    await flush({ rows: together, errors: errorsTogether });
  }
  await flush({ rows: 1, errors: 1 });
  await lanes.finish();
  await flush({ rows: 1, errors: 1 });
};

/** Runs at most so many at once. The first failure is thrown at the next start, or at the end. */
const createLanes = (most: number) => {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const throwFailure = () => {
    if (failure) throw failure.error;
  };
  return {
    start: async (work: () => Promise<void>): Promise<void> => {
      if (running.size >= most) await Promise.race(running);
      throwFailure();
      const task: Promise<void> = work()
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
    },
    finish: async (): Promise<void> => {
      await Promise.all(running);
      throwFailure();
    },
  };
};
