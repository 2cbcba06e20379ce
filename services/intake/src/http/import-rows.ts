import { setTimeout as delay } from "node:timers/promises";
import type { Committed } from "@shouwen/service-kit/group-commit";
import type { ImportEntry, LineError, ReadyRow, RowOutcome, Tally } from "../domain/importing.ts";
import type { RowError } from "../domain/map-row.ts";

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
 * Takes what a file holds as it comes in, 256 records together and two such groups at once; reads no further while both are
 * under way or the outbox is full. `tally` is kept up to date while it runs. Throws when it cannot go on.
 */
export const importRows = async (
  batches: AsyncIterable<readonly ImportEntry[]>,
  { desk, tally }: { desk: RowDesk; tally: Tally },
): Promise<void> => {
  const lanes = createLanes(inFlight);
  let ready: ReadyRow[] = [];
  let errors: LineError[] = [];
  const reject = ({ line, rows }: { line: number; rows: number }, found: readonly RowError[]) => {
    tally.rejected += rows;
    errors.push(...found.map((error) => ({ line, ...error })));
  };
  const takeGroup = async (rows: readonly ReadyRow[]) => {
    while (!(await desk.hasRoom())) {
      desk.goOn();
      await delay(roomCheckMs);
    }
    const outcomes = await desk.take(rows);
    for (const [index, row] of rows.entries()) {
      const outcome = outcomes[index] ?? { error: new Error("No outcome for a row") };
      if ("error" in outcome) reject(row, desk.blame(outcome.error));
      else tally[outcome.answer] += row.rows;
    }
  };
  const flush = async (least: { rows: number; errors: number }) => {
    desk.goOn();
    let from = 0;
    for (; ready.length - from >= least.rows; from += together) {
      desk.goOn();
      const group = ready.slice(from, from + together);
      await lanes.start(() => takeGroup(group));
    }
    ready = ready.slice(from);
    if (errors.length < least.errors) return;
    const found = errors;
    errors = [];
    await desk.addErrors(found);
  };

  for await (const entries of batches) {
    for (const entry of entries) {
      tally.total += "errors" in entry ? 1 : entry.rows;
      if ("errors" in entry) reject({ line: entry.line, rows: 1 }, entry.errors);
      else ready.push(entry);
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
