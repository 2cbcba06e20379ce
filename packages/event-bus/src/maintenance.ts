import type { CronJob } from "./cron.ts";
import type { Database } from "./database.ts";

const hourMs = 60 * 60 * 1_000;
const inboxDays = 30;

/** Keeps the runtime's own tables in shape: partitions for the days to come, and forgetting what is old enough. */
export const maintenanceJobs = (database: Database): CronJob[] => [
  { name: "runtime.partitions", everyMs: 6 * hourMs, run: () => makePartitions(database) },
  { name: "runtime.forget", everyMs: 6 * hourMs, run: () => forget(database) },
];

/** Partitions for tomorrow and the day after. Events of the very first day lie in the default partition. */
const makePartitions = async (database: Database): Promise<void> => {
  await database.query("select keep_day_partitions()");
};

/** Drops inbox partitions beyond 30 days, old rows of the default one, and slots of jobs long past. */
const forget = async (database: Database): Promise<void> => {
  const before = `clock_timestamp() - interval '${inboxDays} days'`;
  await database.query("select drop_old_inbox_partitions()");
  await database.query(`delete from inbox_default where handled_at < ${before}`);
  await database.query(`delete from cron_run where ran_at < ${before}`);
};
