import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { type Loop, startLoop } from "./waker.ts";

/** The database's clock, as near as the way there and back allows. Asked without a statement. */
export type DatabaseClock = Pick<Loop, "stop"> & {
  /** ISO 8601 in UTC. */
  now(): string;
};

const measureEveryMs = 30_000;
const samples = 3;

/**
 * Rules and promises are reckoned by one clock, that of the database: the machines on which the services run may be
 * minutes apart. It is measured once before this returns and every 30 s after; between two measurements the process
 * counts by its monotonic clock, which nobody sets. A database that is away leaves the last measurement standing.
 */
export const openDatabaseClock = async (database: Database, log: Log): Promise<DatabaseClock> => {
  let offsetMs = 0;
  const sample = async () => {
    const asked = performance.now();
    const { rows } = await database.query<{ ms: number }>(
      "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms",
    );
    const answered = performance.now();
    return { took: answered - asked, offset: (rows[0]?.ms ?? Date.now()) - (asked + answered) / 2 };
  };
  /** Of several, the one that was answered soonest is the least wrong. */
  const measure = async () => {
    let best = await sample();
    for (let n = 1; n < samples; n++) {
      const next = await sample();
      if (next.took < best.took) best = next;
    }
    offsetMs = best.offset;
  };
  await measure();
  const loop = startLoop({
    idleMs: measureEveryMs,
    faultMs: measureEveryMs,
    onError: (error) =>
      log.warn(
        { error: (error as Error).message },
        "the database's clock cannot be read; the last one goes on",
      ),
    turn: async () => {
      await measure();
      return false;
    },
  });
  return { stop: loop.stop, now: () => new Date(offsetMs + performance.now()).toISOString() };
};
