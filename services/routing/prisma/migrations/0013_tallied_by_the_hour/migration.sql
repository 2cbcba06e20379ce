-- Sums are moved on hour by hour: of a group with ten million tickets fourteen thousand end in a day.
alter table ticket_tallied alter column until type timestamptz using until::timestamp at time zone 'UTC';
