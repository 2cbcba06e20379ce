import { setTimeout as delay } from "node:timers/promises";
import type { Committed } from "@shouwen/service-kit/group-commit";
import { mostWrongRows, tooManyErrors } from "@shouwen/service-kit/import-limits";
import type { ImportEntry, LineError, ReadyRow, RowOutcome, Tally } from "../domain/importing.ts";
import type { RowError } from "../domain/map-row.ts";
import type { ImportPace } from "./import-pace.ts";

/** Where rows are taken. */
export type RowDesk = {
  /** Takes rows together; in order, what became of each. */
  take(rows: readonly ReadyRow[]): Promise<readonly Committed<RowOutcome>[]>;
  /** What is wrong with a row, by the error that taking it gave; rethrows what is not the row's fault. */
  blame(error: unknown): readonly RowError[];
  addErrors(errors: readonly LineError[]): Promise<void>;
  hasRoom(): Promise<boolean>;
  readonly pace: ImportPace;
  /** Throws when the import must stop. */
  goOn(): void;
};

const roomCheckMs = 500;

/**
 * Takes what a file holds as it comes in, at the pace of the service; reads no further while rows are under way or the
 * outbox is full. `tally` is kept up to date while it
 * runs. Throws when it cannot go on, and after 10,000 rows that cannot be read: then it is another file than was meant.
 */
export const importRows = async (
  batches: AsyncIterable<readonly ImportEntry[]>,
  { desk, tally }: Importing,
): Promise<void> => {
  const lanes = createLanes();
  const pile = sortInto(tally);
  const { portion, inTurn } = desk.pace;
  const takeNext = async (least: number): Promise<boolean> => {
    desk.goOn();
    const { rows, groups } = portion();
    const group = pile.next(Math.min(least, rows), rows);
    if (group.length === 0) return false;
    await inTurn(async () => {
      await lanes.start(groups, () => takeGroup(group, { desk, tally, reject: pile.reject }));
      if (groups === 1) await lanes.finish();
    });
    return true;
  };
  const tellNext = async (least: number): Promise<boolean> => {
    const most = portion().errors;
    const errors = pile.errors(Math.min(least, most), most);
    if (errors.length === 0) return false;
    await inTurn(() => desk.addErrors(errors));
    return true;
  };
  const flush = async (least: number) => {
    while (await takeNext(least));
    while (await tellNext(least));
  };
  const finish = async () => {
    await flush(1);
    await lanes.finish();
    await flush(1);
  };

  for await (const entries of batches) {
    if (!entries.every(pile.add)) {
      await finish();
      throw tooManyErrors({ most: mostWrongRows });
    }
    await flush(Number.POSITIVE_INFINITY);
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
    /** Takes ready rows out, up to so many; none while there are fewer than `least`. */
    next: (least: number, most: number): ReadyRow[] => {
      if (ready.length < least) return [];
      const taken = ready.slice(0, most);
      ready = ready.slice(most);
      return taken;
    },
    /** Takes out what is wrong, up to so much; nothing while it is less than `least`. */
    errors: (least: number, most: number): LineError[] => {
      if (wrong.length < least) return [];
      const taken = wrong.slice(0, most);
      wrong = wrong.slice(most);
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

/**
 * Runs some at once. The first failure is thrown at the next start, or at the end. Not p-limit: it would queue what
 * cannot run yet, and here the file must not be read further until there is room.
 */
const createLanes = () => {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const throwFailure = () => {
    if (failure) throw failure.error;
  };
  return {
    start: async (most: number, work: () => Promise<void>): Promise<void> => {
      while (running.size >= most) await Promise.race(running);
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
