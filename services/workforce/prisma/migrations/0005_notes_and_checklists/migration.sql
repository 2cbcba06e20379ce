-- What one shift tells the next. The text may be about guests: it stays in these rows, which are deleted when the
-- property's policy says so, and in no event.
create table hand_over_note (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  team_id text not null,
  written_at timestamptz not null,
  confirmed boolean not null
);
create index hand_over_note_of_team on hand_over_note (property_id, team_id, written_at desc, id desc);

-- The rounds of one property's date that were signed. Which rounds there are is said by its policy.
create table checklist_day (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  date date not null
);
create index checklist_day_of_property on checklist_day (property_id, date);

alter table hand_over_note enable row level security;
alter table hand_over_note force row level security;
create policy machine on hand_over_note to workforce using (true) with check (true);
create policy people on hand_over_note for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

alter table checklist_day enable row level security;
alter table checklist_day force row level security;
create policy machine on checklist_day to workforce using (true) with check (true);
create policy people on checklist_day for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
