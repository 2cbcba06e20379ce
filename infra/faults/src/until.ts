import { setTimeout as delay } from "node:timers/promises";

const lookEveryMs = 100;

/** Waits for something, and throws what it waited for when it did not come. */
export const until = async (
  what: string,
  hasCome: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> => {
  const deadline = performance.now() + withinMs;
  while (!(await hasCome())) {
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs / 1_000} s for ${what}`);
    await delay(lookEveryMs);
  }
};
