-- The rota. It is part of a person's state, so that one lock decides about their shifts, leave, exchanges and duty.
-- `rota_ids` are the names of their leave and exchanges, `colleague_ids` everybody that their state names, `stay_team_id`
-- the team that they keep waiting for a successor, and `duty_until` the end of the window that they are in.
alter table staff
  add column rota_ids text[] not null default '{}',
  add column colleague_ids text[] not null default '{}',
  add column stay_team_id text,
  add column duty_until timestamptz;
create index staff_of_rota on staff using gin (rota_ids);
create index staff_of_colleague on staff using gin (colleague_ids);
create index staff_staying on staff (stay_team_id) where stay_team_id is not null;

-- Shifts by property, date and team. A person may work in another property than their own, so a shift needs row-level
-- security of its own; and it stays here when it is too old to be kept with its person.
create table shift (
  id text primary key,
  staff_id text not null,
  property_id text not null,
  team_id text,
  date date not null,
  pattern text,
  windows jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null
);
create index shift_of_property on shift (property_id, date, id);
create index shift_of_staff on shift (staff_id, ends_at);
create index shift_of_team on shift (team_id, ends_at);

alter table shift enable row level security;
alter table shift force row level security;
create policy machine on shift to workforce using (true) with check (true);
create policy people on shift for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Written by the statement that saves the person, so that the two never differ. A shift that its person no longer has
-- is gone, unless it is over: then it has only become too old. In an exchange both people change in one statement:
-- the row goes to whoever took the shift, before or after the other gave it away.
create function keep_shifts() returns trigger language plpgsql set search_path from current as $$
begin
  delete from shift
  where staff_id = new.id and ends_at > now()
    and id not in (select s ->> 'shiftId' from jsonb_array_elements(new.state #> '{rota,shifts}') s);
  insert into shift (id, staff_id, property_id, team_id, date, pattern, windows, starts_at, ends_at)
  select s ->> 'shiftId', new.id, s ->> 'propertyId', s ->> 'teamId', (s ->> 'date')::date, s ->> 'pattern',
         s -> 'windows', (s #>> '{windows,0,from}')::timestamptz, (s #>> '{windows,-1,to}')::timestamptz
  from jsonb_array_elements(new.state #> '{rota,shifts}') s
  on conflict (id) do update
    set staff_id = excluded.staff_id, property_id = excluded.property_id, team_id = excluded.team_id,
        date = excluded.date, pattern = excluded.pattern, windows = excluded.windows,
        starts_at = excluded.starts_at, ends_at = excluded.ends_at
    where shift.* is distinct from excluded.*;
  return null;
end $$;
create trigger keep_shifts after update on staff for each row
  when (old.state -> 'rota' is distinct from new.state -> 'rota') execute function keep_shifts();

-- Leave and exchanges as people read them, each under the row-level security of whose they are.
create view absence with (security_invoker = true) as
select a ->> 'absenceId' as id, s.id as staff_id, s.property_id, a ->> 'status' as status, (a ->> 'from')::timestamptz as starts_at,
       a as state
from staff s, jsonb_array_elements(s.state #> '{rota,absences}') a;

create view swap with (security_invoker = true) as
select w ->> 'swapId' as id, s.id as staff_id, w ->> 'withStaffId' as with_staff_id, s.property_id, w ->> 'status' as status,
       (w ->> 'offeredAt')::timestamptz as offered_at, w as state
from staff s, jsonb_array_elements(s.state #> '{rota,swaps}') w;
