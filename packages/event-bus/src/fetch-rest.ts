/**
 * Lets a consumer rest before it fetches again: the first batch of a fetch that is done says when the rest ends, the
 * others end by then or later. Await it after each batch.
 *
 * A fetch costs the broker and the consumer about half a millisecond each, whatever it brings. Without a rest every
 * single event made every subscriber fetch once more, and twenty-five tickets a second kept two cores busy. What comes
 * to a quiet service is still fetched at once: only the next fetch waits.
 */
export const fetchRest = (restMs: number): (() => Promise<void>) => {
  let until = 0;
  return async () => {
    const now = performance.now();
    if (now >= until) until = now + restMs;
    await new Promise((resolve) => setTimeout(resolve, until - now));
  };
};
