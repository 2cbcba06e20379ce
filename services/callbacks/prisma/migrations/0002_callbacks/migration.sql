-- Callbacks: who is to be called, by when, and what came of it. The state is whole; the columns are how the desk
-- looks for them. A claim counts until `claimed_until`; nobody has to take it away.
create table callback (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  ticket_id text not null,
  resolution int not null,
  policy_version text not null,
  status text not null,
  due_at timestamptz not null,
  wished_at timestamptz,
  claimed_by text,
  claimed_until timestamptz,
  claim_command text,
  dials int not null,
  scheduled_at timestamptz not null,
  completed_at timestamptz,
  completed_by text
);
create index callback_next on callback (due_at, id) where status = 'scheduled';
create index callback_property on callback (property_id, due_at, id);
create index callback_ticket on callback (ticket_id, resolution);
create index callback_claim on callback (claimed_by) where claimed_by is not null;
create index callback_done on callback (property_id, completed_at) where completed_at is not null;

alter table callback enable row level security;
alter table callback force row level security;
create policy machine on callback to callbacks using (true) with check (true);
create policy people on callback for select to callbacks_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
