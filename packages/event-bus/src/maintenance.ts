import type { CronJob } from "./cron.ts";
import type { Database } from "./database.ts";

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;
const inboxDays = 30;

/** Keeps the runtime's own tables in shape: partitions for the days to come, and forgetting what is old enough. */
export const maintenanceJobs = (database: Database): CronJob[] => [
  { name: "runtime.partitions", everyMs: 6 * hourMs, run: () => makePartitions(database) },
  { name: "runtime.forget", everyMs: 6 * hourMs, run: () => forget(database) },
];

/** The smallest uuidv7 of a moment, as text: the ids made before it sort before it. */
const uuidFloor = (at: number): string => {
  const hex = at.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
};

const dayName = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll("-", "_");

/** Partitions for tomorrow and the day after. Events of the very first day lie in the default partition. */
const makePartitions = async (database: Database): Promise<void> => {
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  for (const day of [today + dayMs, today + 2 * dayMs]) {
    const end = day + dayMs;
    await database.query("select make_day_partitions($1, $2, $3, $4, $5, $6)", [
      `event_archive_${dayName(day)}`,
      `inbox_${dayName(day)}`,
      new Date(day).toISOString(),
      new Date(end).toISOString(),
      uuidFloor(day),
      uuidFloor(end),
    ]);
  }
};

/** Drops inbox partitions beyond 30 days, old rows of the default one, and slots of jobs long past. */
const forget = async (database: Database): Promise<void> => {
  const limit = Date.now() - inboxDays * dayMs;
  const before = new Date(limit).toISOString();
  await database.query("select drop_inbox_partitions($1)", [`inbox_${dayName(limit)}`]);
  await database.query("delete from inbox_default where handled_at < $1", [before]);
  await database.query("delete from cron_run where ran_at < $1", [before]);
};
