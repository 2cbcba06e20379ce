import type { Database } from "./database.ts";

/** Wakes parked messages that wait for something ("not yet") when something is heard about a thing that they name. */
export type Prerequisites = {
  /** Messages with these keys were handled. */
  received(keys: Iterable<string>): void;
  /** Makes due at once whatever waits for what was heard since the last call. */
  wake(): Promise<void>;
};

/** A younger one is looked at that often anyway. */
const lookEveryMs = 5_000;
const mostKeys = 20_000;

const sleepers = "status = 'parked' and code = 'not_yet' and next_try_at > clock_timestamp()";
const waitingText = `select exists (select from parked where ${sleepers}) as waiting`;
/** Those that would sleep longest come first: they gain most. */
const sleepersText = `
select id, key, payload from parked where ${sleepers} order by next_try_at desc limit 1000`;
const wakeText = "update parked set next_try_at = clock_timestamp() where status = 'parked' and id = any($1)";

/** `tic_` and `req_` of one uuid are about one matter, so that the prefix does not count. */
const withoutPrefix = (id: string): string => id.replace(/^[a-z]{2,5}_/, "");

type Sleeper = { readonly id: number; readonly key: string; readonly payload: string | null };

/** Every text in a message might be the id of what it waits for. */
const isAboutOneOf = ({ key, payload }: Sleeper, keys: ReadonlySet<string>): boolean => {
  if (keys.has(withoutPrefix(key))) return true;
  for (const [, text] of (payload ?? "").matchAll(/"([^"\\]{3,100})"/g))
    if (keys.has(withoutPrefix(text as string))) return true;
  return false;
};

/**
 * Remembers which keys were heard while anything waits, and compares them with what the waiting messages name. It works
 * for whichever process hears the prerequisite. A prerequisite that no event tells of (a person made it over HTTP) wakes
 * nobody; then the next look does.
 */
export const watchPrerequisites = (database: Database): Prerequisites => {
  let keys = new Set<string>();
  let isAnybodyWaiting = false;
  let nextLookAt = 0;
  const look = async (): Promise<void> => {
    if (performance.now() < nextLookAt) return;
    nextLookAt = performance.now() + lookEveryMs;
    const { rows } = await database.query<{ waiting: boolean }>({ name: "any_waiting", text: waitingText });
    isAnybodyWaiting = rows[0]?.waiting ?? false;
  };
  return {
    received: (more) => {
      if (!isAnybodyWaiting) return;
      for (const key of more) if (keys.size < mostKeys) keys.add(withoutPrefix(key));
    },
    wake: async () => {
      await look();
      if (keys.size === 0) return;
      const received = keys;
      keys = new Set();
      const { rows } = await database.query<Sleeper>({ name: "sleepers", text: sleepersText });
      const woken = rows.filter((row) => isAboutOneOf(row, received)).map(({ id }) => id);
      if (woken.length > 0) await database.query(wakeText, [woken]);
    },
  };
};
