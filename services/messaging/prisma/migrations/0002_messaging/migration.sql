-- Messages to customers and from them. The state is whole; the columns are how people and the dispatcher look for it.
create table message (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  profile_id text,
  ticket_id text,
  purpose text not null,
  class text not null,
  channel text not null,
  status text not null,
  template text,
  fingerprint text,
  lane text not null,
  shard smallint not null,
  asked_at timestamptz not null,
  asked_seq bigint not null,
  due_at timestamptz not null,
  tries int not null
);
create index message_property on message (property_id, asked_at desc, id desc);
create index message_ticket on message (ticket_id, asked_at desc);
create index message_profile on message (profile_id, asked_at desc);
-- What waits: by its moment, to find the few that are due among many that are not; in the order in which it was asked
-- for, to send many that are due; and by lane, to find what stands before a message.
create index message_due on message (due_at) where status in ('queued', 'deferred');
create index message_waiting on message (asked_at, asked_seq, id) where status in ('queued', 'deferred');
create index message_lane on message (lane, asked_at, asked_seq, id) where status in ('queued', 'deferred', 'sending');

alter table message enable row level security;
alter table message force row level security;
create policy machine on message to messaging using (true) with check (true);
create policy people on message for select to messaging_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- What each person said about being written to, with the proof. People read it through the customer's properties.
create table consent (
  id text primary key,
  version bigint not null,
  state jsonb not null
);

-- Numbers and addresses from which an opt-out word came, by blind index. Outlives the person's erasure: who asked to
-- be left alone is not written to again because we forgot them.
create table contact_opt_out (
  contact_index text primary key,
  said_at timestamptz not null
);

-- Whose number or address it is, by blind index, so that an inbound text finds its customer.
create table contact_of_profile (
  profile_id text primary key,
  contact_index text,
  agg_seq bigint not null
);
create index contact_of_profile_index on contact_of_profile (contact_index);

create table erased_profile (
  profile_id text primary key,
  erased_at timestamptz not null
);

-- What is known of a ticket whose customer may be told something.
create table matter (
  id text primary key,
  version bigint not null,
  state jsonb not null
);

-- Texts. A version is drafted, then approved, and never changed. Version 1 is the one that ships with the product.
create table template (
  name text not null,
  version int not null check (version > 1),
  scope text not null,
  property_id text generated always as (nullif(scope, 'group')) stored,
  status text not null check (status in ('draft', 'approved')),
  body jsonb not null,
  drafted_by text not null,
  drafted_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  command_id text not null unique,
  primary key (name, version)
);

alter table template enable row level security;
alter table template force row level security;
create policy machine on template to messaging using (true) with check (true);
create policy people on template for select to messaging_people
  using (property_id is null
    or current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
