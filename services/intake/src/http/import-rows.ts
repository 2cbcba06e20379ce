import { setTimeout as delay } from "node:timers/promises";
import type { Committed } from "@shouwen/service-kit/group-commit";
import { mostWrongRows, tooManyErrors } from "@shouwen/service-kit/import-limits";
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
 * under way or the outbox is full. `tally` is kept up to date while it runs. Throws when it cannot go on, and after
 * 10,000 rows that cannot be read: then it is another file than was meant.
 */
export const importRows = async (
  batches: AsyncIterable<readonly ImportEntry[]>,
  { desk, tally }: Importing,
): Promise<void> => {
  const lanes = createLanes(inFlight);
  const pile = sortInto(tally);
  const flush = async (least: { rows: number; errors: number }) => {
    desk.goOn();
    for (const group of pile.groups(least.rows)) {
      desk.goOn();
      await lanes.start(() => takeGroup(group, { desk, tally, reject: pile.reject }));
    }
    const errors = pile.errors(least.errors);
    if (errors.length > 0) await desk.addErrors(errors);
  };
  const finish = async () => {
    await flush({ rows: 1, errors: 1 });
    await lanes.finish();
    await flush({ rows: 1, errors: 1 });
  };

  for await (const entries of batches) {
    if (!entries.every(pile.add)) {
      await finish();
      throw tooManyErrors({ most: mostWrongRows });
    }
    await flush({ rows: together, errors: errorsTogether });
  }
  await finish();
};

type Importing = { readonly desk: RowDesk; readonly tally: Tally };

type Reject = (row: { line: number; rows: number }, found: readonly RowError[]) => void;

/** What is ready to be taken, and what is wrong. */
const sortInto = (tally: Tally) => {
  let ready: ReadyRow[] = [];
  let wrong: LineError[] = [];
  let unreadable = 0;
  const reject: Reject = ({ line, rows }, found) => {
    tally.rejected += rows;
    wrong.push(...found.map((error) => ({ line, ...error })));
  };
  return {
    reject,
    /** False with the last row that may be unreadable. */
    add: (entry: ImportEntry): boolean => {
      if (!("errors" in entry)) {
        tally.total += entry.rows;
        ready.push(entry);
        return true;
      }
      tally.total += 1;
      reject({ line: entry.line, rows: 1 }, entry.errors);
      // What contradicts a record that is in does not count: it may be most of a file that is sent again.
      unreadable += 1;
      return unreadable < mostWrongRows;
    },
    /** Takes ready rows out, so many together, the last group no smaller than `least`. */
    groups: (least: number): ReadyRow[][] => {
      const taken: ReadyRow[][] = [];
      let from = 0;
      for (; ready.length - from >= least; from += together) taken.push(ready.slice(from, from + together));
      ready = ready.slice(from);
      return taken;
    },
    /** Takes out what is wrong, once it is so much. */
    errors: (least: number): LineError[] => {
      if (wrong.length < least) return [];
      const taken = wrong;
      wrong = [];
      return taken;
    },
  };
};

const takeGroup = async (
  rows: readonly ReadyRow[],
  { desk, tally, reject }: Importing & { readonly reject: Reject },
): Promise<void> => {
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
