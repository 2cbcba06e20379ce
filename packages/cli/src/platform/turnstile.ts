/** Lets so many pieces of work through at once; the others wait in line. */
export type Turnstile = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Makes a turnstile. Work that fails makes room like any other. */
export const createTurnstile = (atOnce: number): Turnstile => {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const enter = (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => waiting.push(resolve));
    free -= 1;
    return Promise.resolve();
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
};
