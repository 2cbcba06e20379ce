-- When which ticket came into which team's queue, as heard from routing: what a team has to do by the hour is counted
-- from it. A row a ticket and team, set and never counted up, so that a replay is harmless. Kept for a hundred days.
create table queued_ticket (
  ticket_id text not null,
  team_id text not null,
  property_id text not null,
  queued_at timestamptz not null,
  primary key (ticket_id, team_id)
);
create index queued_ticket_of_team on queued_ticket (team_id, queued_at);
create index queued_ticket_age on queued_ticket (queued_at);

alter table queued_ticket enable row level security;
alter table queued_ticket force row level security;
create policy machine on queued_ticket to workforce using (true) with check (true);
create policy people on queued_ticket for select to workforce_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
