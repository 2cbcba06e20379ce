import { setTimeout as delay } from "node:timers/promises";

/** How long to keep trying, and how often. */
export type Patience = { timeoutMs?: number; everyMs?: number };

/**
 * Calls `check` until it neither throws nor rejects, and returns what it returned. After `timeoutMs` (default
 * 100 s) it fails with the last failure, so that the test says what was still missing.
 */
export const eventually = async <T>(
  check: () => T | Promise<T>,
  { timeoutMs = 100_000, everyMs = 20 }: Patience = {},
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) {
        if (error instanceof Error) error.message = `Not within ${timeoutMs} ms: ${error.message}`;
        throw error;
      }
    }
    await delay(everyMs);
  }
};
