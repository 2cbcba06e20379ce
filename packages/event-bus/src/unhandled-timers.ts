import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { type Loop, startLoop } from "./waker.ts";

const lookEveryMs = 60_000;

const unhandledText = `
select kind, count(*) as count from timer where kind <> all($1) group by kind order by kind limit 20`;

/** Knows of armed timers that this version of the service cannot fire. */
export type UnhandledTimers = Pick<Loop, "stop"> & {
  /** Why the service is not ready, in words for an operator; undefined when every armed kind has a handler. */
  reason(): string | undefined;
};

/**
 * Looks once before it returns, and every minute after: a kind without a handler was armed by another version, and its
 * moments would pass without anybody noticing.
 */
export const watchUnhandledTimers = async (options: {
  database: Database;
  kinds: readonly string[];
  log: Log;
}): Promise<UnhandledTimers> => {
  let reason: string | undefined;
  const look = async () => {
    const { rows } = await options.database.query<{ kind: string; count: number }>(unhandledText, [
      options.kinds,
    ]);
    const found = rows.map(({ kind, count }) => `${kind} (${count})`).join(", ");
    const now = found === "" ? undefined : `timers are armed that this version cannot fire: ${found}`;
    if (now !== undefined && now !== reason) options.log.error({ kinds: found }, "timers without a handler");
    reason = now;
  };
  await look();
  const loop = startLoop({
    idleMs: lookEveryMs,
    onError: (error) => options.log.warn({ error: (error as Error).message }, "timers cannot be counted"),
    turn: async () => {
      await look();
      return false;
    },
  });
  return { stop: loop.stop, reason: () => reason };
};
