import type { CronJob } from "@shouwen/event-bus/cron";

const everyMs = 5 * 60_000;

/** Keeps the sums of what has ended up to an hour ago, so that counting costs the same after years. */
export const tallyEndedTickets = (addEndedHours: () => Promise<void>): CronJob => ({
  name: "tally-ended-tickets",
  everyMs,
  run: addEndedHours,
});
