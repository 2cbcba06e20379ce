import type { Database } from "@shouwen/event-bus/database";

// One statement: whoever reads sees the old day with the old sums, or the new day with the new ones. A ticket that has
// ended stays ended, so that what is before the day never changes; an hour later every commit of the day is there.
const moveOnText = `
with day as (
  select until as before, date_trunc('day', (clock_timestamp() - interval '1 hour') at time zone 'UTC')::date as now from ticket_tallied for update
), moved as (
  update ticket_tallied set until = day.now from day where day.now > day.before returning 1
)
insert into ticket_total (property_id, status, count)
select property_id, status, count(*) from ticket, day
where day.now > day.before and mode = 'live' and closed_at is not null
  and closed_at >= day.before::timestamp at time zone 'UTC' and closed_at < day.now::timestamp at time zone 'UTC'
group by property_id, status
on conflict (property_id, status) do update set count = ticket_total.count + excluded.count`;

/** Adds what ended on the days that are over to the sums. Harmless when it runs again: each day is added once. */
export const addEndedDays = async (database: Database): Promise<void> => {
  await database.query(moveOnText);
};
