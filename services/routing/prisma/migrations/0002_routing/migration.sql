-- Tickets: who owns each, who works on it, by when. The state is whole; the columns are how people look for it.
create table ticket (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  status text not null,
  mode text not null,
  kind text not null,
  category text not null,
  priority text not null,
  priority_rank smallint not null,
  owner_id text,
  handler_id text,
  worker_id text,
  department_id text,
  team_id text,
  no_handler_told boolean not null,
  due_at timestamptz,
  breached boolean not null,
  received_at timestamptz not null,
  opened_at timestamptz not null,
  offered_at timestamptz,
  closed_at timestamptz
);
create index ticket_property on ticket (property_id, received_at desc, id desc);
create index ticket_queue on ticket (team_id, priority_rank, received_at) where status = 'queued' and mode = 'live';
create index ticket_worker on ticket (worker_id) where status in ('offered', 'accepted', 'in_progress', 'waiting');
create index ticket_ownerless on ticket (property_id, received_at) where owner_id is null and mode = 'live' and closed_at is null;
create index ticket_owner on ticket (owner_id, received_at desc) where closed_at is null;

alter table ticket enable row level security;
alter table ticket force row level security;
create policy machine on ticket to routing using (true) with check (true);
create policy people on ticket for select to routing_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Whether a callback about a ticket is still open, as heard from callbacks: a ticket does not close while one is.
create table ticket_callback (
  id text primary key,
  version bigint not null,
  state jsonb not null
);
