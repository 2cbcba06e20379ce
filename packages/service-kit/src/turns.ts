import { setImmediate as nextTurn } from "node:timers/promises";

const longestMs = 4;

/**
 * Lets the rest of the process have its turn when work has gone on for a few milliseconds. Reading what is there
 * already never waits for anything by itself, so that a large file would keep everybody else from being answered.
 */
export const turns = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await nextTurn();
    since = performance.now();
  };
};
