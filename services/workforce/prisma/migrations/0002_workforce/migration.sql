-- Properties, teams with their departments, and staff: each row one thing with its whole state.

create table property (
  id text primary key,
  version bigint not null,
  state jsonb not null
);

-- `standing` is false once a team is dissolved; the row stays, so that its numbers go on if the team comes back.
create table team (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  standing boolean not null
);
create index team_of_property on team (property_id, id);

create table staff (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  team_ids text[] not null,
  on_duty boolean not null,
  employed boolean not null
);
create index staff_of_property on staff (property_id, id);
create index staff_of_team on staff using gin (team_ids);

alter table property enable row level security;
alter table property force row level security;
create policy machine on property to workforce using (true) with check (true);
create policy people on property for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

alter table team enable row level security;
alter table team force row level security;
create policy machine on team to workforce using (true) with check (true);
create policy people on team for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

alter table staff enable row level security;
alter table staff force row level security;
create policy machine on staff to workforce using (true) with check (true);
create policy people on staff for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
