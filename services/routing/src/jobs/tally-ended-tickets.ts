import type { CronJob } from "@shouwen/event-bus/cron";

const everyMs = 5 * 60_000;

/** Keeps the sums of what has ended up to yesterday, so that counting costs the same after years. */
export const tallyEndedTickets = (addEndedDays: () => Promise<void>): CronJob => ({
  name: "tally-ended-tickets",
  everyMs,
  run: addEndedDays,
});
