import { metrics } from "@opentelemetry/api";

/** Counts the wrong tokens that come from an address. */
export type WrongTokens = {
  /** One more of them. Answers how many seconds to wait when there were too many in this minute. */
  count(address: string, now: number): number | undefined;
};

const windowMs = 60_000;
const allowedPerMinute = 30;
const addressesKept = 10_000;

/**
 * Counts in memory, for this process, and in a figure without the address. Who shows a right token is never kept out by
 * others behind the same address: only the answer to wrong ones changes.
 */
export const countWrongTokens = (): WrongTokens => {
  const counted = metrics.getMeter("@shouwen/service-kit").createCounter("shouwen.auth.wrong_tokens", {
    unit: "{token}",
    description: "Tokens that were not taken",
  });
  const seen = new Map<string, { times: number; until: number }>();
  return {
    count: (address, now) => {
      counted.add(1);
      if (seen.size >= addressesKept) seen.clear();
      const known = seen.get(address);
      const window = known && known.until > now ? known : { times: 0, until: now + windowMs };
      window.times += 1;
      seen.set(address, window);
      return window.times > allowedPerMinute ? Math.ceil((window.until - now) / 1_000) : undefined;
    },
  };
};
