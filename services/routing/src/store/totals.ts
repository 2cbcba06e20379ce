import type { Database } from "@shouwen/event-bus/database";

// One statement: whoever reads sees the old hour with the old sums, or the new hour with the new ones. A ticket that has
// ended stays ended, so that what is before the hour never changes; an hour later every commit of it is there.
const moveOnText = `
with hour as (
  select until as before, date_trunc('hour', clock_timestamp() - interval '1 hour') as now from ticket_tallied for update
), moved as (
  update ticket_tallied set until = hour.now from hour where hour.now > hour.before returning 1
)
insert into ticket_total (property_id, status, count)
select property_id, status, count(*) from ticket, hour
where hour.now > hour.before and mode = 'live' and closed_at is not null
  and closed_at >= hour.before and closed_at < hour.now
group by property_id, status
on conflict (property_id, status) do update set count = ticket_total.count + excluded.count`;

/** Adds what ended in the hours that are over to the sums. Harmless when it runs again: each hour is added once. */
export const addEndedHours = async (database: Database): Promise<void> => {
  await database.query(moveOnText);
};
