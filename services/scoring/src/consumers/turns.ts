/** Runs work that touches the same things one after the other, in the order in which it came. */
export type InTurn = <Result>(things: readonly string[], work: () => Promise<Result>) => Promise<Result>;

/**
 * Makes turns within this process. All of a work's things are waited for at once, so nobody waits in a circle. Another
 * replica is kept apart by versions, as ever. Not p-limit or async-mutex: their locks are for one thing each, and
 * taking several in turn would let later work overtake.
 */
export const createTurns = (): InTurn => {
  const last = new Map<string, Promise<unknown>>();
  return async (things, work) => {
    const before = things.flatMap((thing) => last.get(thing) ?? []);
    const mine = Promise.allSettled(before).then(work);
    const settled = Promise.allSettled([mine]);
    for (const thing of things) last.set(thing, settled);
    try {
      return await mine;
    } finally {
      for (const thing of things) if (last.get(thing) === settled) last.delete(thing);
    }
  };
};
