-- Which team each ticket stands with, as heard from routing, so that no team is dissolved under its tickets. A row a
-- ticket, set and never counted up; one that is not open any more is kept for the order of what is heard late.
create table team_ticket (
  ticket_id text primary key,
  team_id text,
  property_id text not null,
  is_open boolean not null,
  agg_seq bigint not null,
  heard_at timestamptz not null
);
create index team_ticket_open on team_ticket (team_id) where is_open;
create index team_ticket_ended on team_ticket (heard_at) where not is_open;

alter table team_ticket enable row level security;
alter table team_ticket force row level security;
create policy machine on team_ticket to workforce using (true) with check (true);
create policy people on team_ticket for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Of each published routing rule, the teams that take whatever no other rule takes: a property without such a team is
-- not ready.
create table routing_rule (
  policy_version_id text primary key,
  scope text not null,
  version int not null,
  effective_from timestamptz not null,
  effective_until timestamptz,
  catch_all_teams text[] not null,
  agg_seq bigint not null
);
