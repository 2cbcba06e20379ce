/** Tells sleeping loops in this process that there is something to do. */
export type Waker = {
  wake(): void;
  onWake(listener: () => void): void;
  /** A due moment was armed in this process. */
  armed(fireAt: string): void;
  onArmed(listener: (fireAt: string) => void): void;
};

export const createWaker = (): Waker => {
  const sleepers: (() => void)[] = [];
  const clocks: ((fireAt: string) => void)[] = [];
  return {
    wake: () => {
      for (const listener of sleepers) listener();
    },
    onWake: (listener) => {
      sleepers.push(listener);
    },
    armed: (fireAt) => {
      for (const listener of clocks) listener(fireAt);
    },
    onArmed: (listener) => {
      clocks.push(listener);
    },
  };
};

/** A loop that runs `turn` again and again: at once while `turn` answers true, else when woken or after `idleMs`. */
export type Loop = { wake(): void; stop(): Promise<void> };

/**
 * Starts a loop. `turn` answers whether there may be more to do at once, or the milliseconds until the next turn. Woken
 * sooner, it still rests `restMs`, so that what many wakes in a row ask for is looked for once. An error is reported and
 * the loop goes on after `faultMs`; it never ends by itself.
 */
export const startLoop = (options: {
  turn: () => Promise<boolean | number>;
  idleMs: number;
  restMs?: number;
  faultMs?: number;
  onError: (error: unknown) => void;
}): Loop => {
  const { idleMs, restMs = 0, faultMs = 500 } = options;
  let stopping = false;
  let woken = false;
  let resting = false;
  let endSleep: (() => void) | undefined;
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, ms);
      endSleep = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  const oneTurn = async (): Promise<number> => {
    try {
      const more = await options.turn();
      if (more === true) return 0;
      return more === false ? idleMs : more;
    } catch (error) {
      options.onError(error);
      return faultMs;
    }
  };
  const rest = async (until: number): Promise<void> => {
    const leftMs = until - performance.now();
    if (leftMs <= 0 || stopping) return;
    resting = true;
    await sleep(leftMs);
    resting = false;
  };
  const run = async () => {
    while (!stopping) {
      woken = false;
      const pauseMs = await oneTurn();
      if (pauseMs === 0) continue;
      const restUntil = performance.now() + restMs;
      if (!woken && !stopping) await sleep(pauseMs);
      await rest(restUntil);
    }
  };
  const running = run();
  return {
    wake: () => {
      woken = true;
      if (!resting) endSleep?.();
    },
    stop: async () => {
      stopping = true;
      endSleep?.();
      await running;
    },
  };
};
