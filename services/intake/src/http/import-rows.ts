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
  /** Whether people are being served: then a file steps back. */
  isServing(): boolean;
  /** Throws when the import must stop. */
  goOn(): void;
};

type Pace = { readonly together: number; readonly inFlight: number; readonly rests: boolean };

/** As fast as it goes while nobody else is there. */
const alone: Pace = { together: 256, inFlight: 2, rests: false };
/** While people are served: so few rows together that nobody waits long for them, and as long a rest after each time. */
const besidePeople: Pace = { together: 16, inFlight: 1, rests: true };

const errorsTogether = 500;
const roomCheckMs = 500;

/**
 * Takes what a file holds as it comes in, 256 records together and two such groups at once, and a few at a time while
 * people are served; reads no further while they are under way or the outbox is full. `tally` is kept up to date while it runs. Throws when it cannot go on, and after
 * 10,000 rows that cannot be read: then it is another file than was meant.
 */
export const importRows = async (
  batches: AsyncIterable<readonly ImportEntry[]>,
  { desk, tally }: Importing,
): Promise<void> => {
  const lanes = createLanes();
  const pile = sortInto(tally);
  const takeNext = async (least: number): Promise<boolean> => {
    desk.goOn();
    const pace = desk.isServing() ? besidePeople : alone;
    const group = pile.next(Math.min(least, pace.together), pace.together);
    if (group.length === 0) return false;
    const began = performance.now();
    await lanes.start(pace.inFlight, () => takeGroup(group, { desk, tally, reject: pile.reject }));
    if (pace.rests) {
      await lanes.finish();
      await delay(performance.now() - began);
    }
    return true;
  };
  const flush = async (least: { rows: number; errors: number }) => {
    while (await takeNext(least.rows));
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
    await flush({ rows: alone.together, errors: errorsTogether });
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

/** Runs some at once. The first failure is thrown at the next start, or at the end. */
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
