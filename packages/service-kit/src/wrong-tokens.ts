import { metrics } from "@opentelemetry/api";
import { LRUCache } from "lru-cache";

/** Counts the wrong tokens, or other secrets, that come from an address. */
export type WrongTokens = {
  /** One more of them. Answers how many seconds to wait when there were too many in this minute. */
  count(address: string, now: number): number | undefined;
};

const wrongTokens = {
  name: "shouwen.auth.wrong_tokens",
  unit: "{token}",
  description: "Tokens that were not taken",
};
const windowMs = 60_000;
const allowedPerMinute = 30;
const mostAddresses = 10_000;

/**
 * Counts in memory, for this process, and in a figure without the address. Who shows a right token is never kept out by
 * others behind the same address: only the answer to wrong ones changes.
 */
export const countWrongTokens = (figure = wrongTokens): WrongTokens => {
  const { name, ...about } = figure;
  const counted = metrics.getMeter("@shouwen/service-kit").createCounter(name, about);
  const seen = new LRUCache<string, { times: number; until: number }>({ max: mostAddresses });
  return {
    count: (address, now) => {
      counted.add(1);
      const known = seen.get(address);
      const window = known && known.until > now ? known : { times: 0, until: now + windowMs };
      window.times += 1;
      seen.set(address, window);
      return window.times > allowedPerMinute ? Math.ceil((window.until - now) / 1_000) : undefined;
    },
  };
};
