import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { type Loop, startLoop } from "./waker.ts";

/** A regular job. It runs once per slot in the whole service, however many replicas there are. */
export type CronJob = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

const checkMs = 5_000;

/**
 * Runs regular jobs. The slot is taken before the job runs, so a job that fails is not repeated before its next slot;
 * jobs are written so that missing one run does no harm.
 */
export const startCron = (options: { database: Database; jobs: readonly CronJob[]; log: Log }): Loop =>
  startLoop({
    idleMs: checkMs,
    onError: (error) =>
      options.log.warn({ error: (error as Error).message }, "regular jobs cannot be checked"),
    turn: async () => {
      for (const job of options.jobs)
        if (await takeSlot(options.database, job)) await runJob(options.log, job);
      return false;
    },
  });

const takeSlot = async (database: Database, job: CronJob): Promise<boolean> => {
  const { rowCount } = await database.query(
    `insert into cron_run (name, slot)
     select $1, to_timestamp(floor(extract(epoch from clock_timestamp()) / $2) * $2)
     on conflict do nothing`,
    [job.name, job.everyMs / 1_000],
  );
  return rowCount === 1;
};

const runJob = async (log: Log, job: CronJob): Promise<void> => {
  try {
    await job.run();
    log.info({ job: job.name }, "regular job done");
  } catch (error) {
    log.error({ job: job.name, error: (error as Error).message }, "regular job failed");
  }
};
