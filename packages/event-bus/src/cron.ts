import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { startLoop } from "./waker.ts";

/** A regular job. It runs once per slot in the whole service, however many replicas there are. */
export type CronJob = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

/** The running jobs, and which of them failed the last time, in words for an operator. */
export type Cron = { stop(): Promise<void>; healthWarnings(): readonly string[] };

const checkMs = 5_000;

/**
 * Runs regular jobs. The slot is taken before the job runs, so a job that fails is not repeated before its next slot;
 * jobs are written so that missing one run does no harm.
 */
export const startCron = (options: { database: Database; jobs: readonly CronJob[]; log: Log }): Cron => {
  const failures = new Map<CronJob, Failure>();
  const loop = startLoop({
    idleMs: checkMs,
    onError: (error) =>
      options.log.warn({ error: (error as Error).message }, "regular jobs cannot be checked"),
    turn: async () => {
      for (const job of options.jobs)
        if (await takeSlot(options.database, job)) await runJob({ ...options, failures }, job);
      return false;
    },
  });
  return {
    stop: loop.stop,
    healthWarnings: () =>
      [...failures]
        .filter(([, { until }]) => performance.now() < until)
        .map(([{ name }, { at, reason }]) => `the regular job ${name} failed at ${at}: ${reason}`),
  };
};

/** Another replica may do it the next time and not fail: what is older than two slots says nothing any more. */
type Failure = { readonly at: string; readonly reason: string; readonly until: number };

const takeSlot = async (database: Database, job: CronJob): Promise<boolean> => {
  const { rowCount } = await database.query(
    `insert into cron_run (name, slot)
     select $1, to_timestamp(floor(extract(epoch from clock_timestamp()) / $2) * $2)
     on conflict do nothing`,
    [job.name, job.everyMs / 1_000],
  );
  return rowCount === 1;
};

type Running = { readonly log: Log; readonly failures: Map<CronJob, Failure> };

const runJob = async ({ log, failures }: Running, job: CronJob): Promise<void> => {
  try {
    await job.run();
    failures.delete(job);
    log.info({ job: job.name }, "regular job done");
  } catch (error) {
    const reason = (error as Error).message;
    failures.set(job, { at: new Date().toISOString(), reason, until: performance.now() + 2 * job.everyMs });
    log.error({ job: job.name, error: reason }, "regular job failed");
  }
};
