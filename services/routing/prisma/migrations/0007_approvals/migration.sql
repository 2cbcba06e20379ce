-- What somebody must allow, and what customers are given for what went wrong.
create table approval (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  flow_id text not null,
  status text not null,
  ticket_id text,
  requested_by text not null,
  due_at timestamptz,
  requested_at timestamptz not null
);
create index approval_property on approval (property_id, requested_at desc, id desc);
create index approval_open on approval (property_id, due_at) where status = 'open';
create index approval_ticket on approval (ticket_id) where ticket_id is not null;

create table remedy (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  ticket_id text not null,
  granted_by text not null,
  status text not null,
  value_minor bigint not null,
  currency text not null
);
create index remedy_ticket on remedy (ticket_id);

alter table approval enable row level security;
alter table approval force row level security;
create policy machine on approval to routing using (true) with check (true);
create policy people on approval for select to routing_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
alter table remedy enable row level security;
alter table remedy force row level security;
create policy machine on remedy to routing using (true) with check (true);
create policy people on remedy for select to routing_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Which tickets go on in another one.
alter table ticket add column merged_into text;
create index ticket_merged on ticket (merged_into) where merged_into is not null;

-- Tickets whose ownership was offered to somebody: a supervisor's list of what a leaver owned.
alter table ticket add column ownership_offered_to text;
update ticket set ownership_offered_to = state ->> 'ownershipOfferedTo' where state ->> 'ownershipOfferedTo' is not null;
create index ticket_ownership_offered on ticket (ownership_offered_to, received_at desc)
  where ownership_offered_to is not null and closed_at is null;
create index known_state_left on known_state (id)
  where topic = 'shouwen.staff_state' and state ->> 'employed' = 'false';
