import { setTimeout as delay } from "node:timers/promises";

const longestMs = 2;
const restMs = 1;

/**
 * Lets the rest of the process have its turn when work has gone on for two milliseconds, for about as long. Reading
 * what is there already never waits for anything by itself, so that a large file would keep everybody else from being
 * answered; and an answer takes several turns, so that one turn in between would not be enough.
 */
export const turns = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await delay(restMs);
    since = performance.now();
  };
};
