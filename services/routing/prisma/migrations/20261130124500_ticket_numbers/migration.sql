-- What people call a ticket: counted for each property and year (its own calendar's), with gaps where what was counted was
-- not used. A row says how far a property has counted in a year.
create table ticket_count (
  property_id text not null,
  year text not null,
  last bigint not null,
  primary key (property_id, year)
);

alter table ticket add column number text;

-- Tickets of before get theirs in the order in which they came.
alter table ticket no force row level security;
with zone as (
  select k.id as property_id, z.name
  from known_state k join pg_timezone_names z on z.name = k.state ->> 'timeZone'
  where k.topic = 'shouwen.property_state'
), dated as (
  select t.id, t.property_id, t.received_at,
    to_char(t.received_at at time zone coalesce(zone.name, 'UTC'), 'YY') as year
  from ticket t left join zone on zone.property_id = t.property_id
), counted as (
  select id, year, row_number() over (partition by property_id, year order by received_at, id) as count from dated
), numbered as (
  select id, 'S' || year || '-' || lpad(count::text, greatest(4, length(count::text)), '0') as number from counted
)
update ticket t set number = n.number, state = t.state || jsonb_build_object('number', n.number)
from numbered n where n.id = t.id;

insert into ticket_count (property_id, year, last)
select property_id, substr(number, 2, 2), max(substr(number, 5)::bigint) from ticket where number is not null group by 1, 2;
alter table ticket force row level security;

-- Found by the number without knowing the property, and by the last digits of the id, which messages told until now.
create unique index ticket_number on ticket (number, property_id);
create index ticket_id_ending on ticket (right(id, 8));
