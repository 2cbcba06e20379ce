-- Accounts number the entries of one subject; only the machine sees them.
create table account (
  id text primary key,
  version bigint not null,
  state jsonb not null
);

-- What was said on the ledger: each entry once, never changed. Rebuilt from the topic at any time.
create table ledger_entry (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  account text not null,
  ticket_id text,
  points numeric(12, 2) not null,
  reverses text unique,
  occurred_at timestamptz not null
);
create index ledger_entry_account on ledger_entry (account, occurred_at desc, id desc);
create index ledger_entry_property on ledger_entry (property_id, occurred_at desc, id desc);
create index ledger_entry_ticket on ledger_entry (ticket_id) where ticket_id is not null;

-- Promises kept and broken, and what customers answered, whatever the pack gives for them: one row per event.
create table outcome (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  property_id text not null,
  staff_id text not null,
  what text not null,
  occurred_at timestamptz not null
);
create index outcome_property on outcome (property_id, occurred_at);

alter table ledger_entry enable row level security;
alter table ledger_entry force row level security;
create policy machine on ledger_entry to scoring using (true) with check (true);
create policy people on ledger_entry for select to scoring_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

alter table outcome enable row level security;
alter table outcome force row level security;
create policy machine on outcome to scoring using (true) with check (true);
create policy people on outcome for select to scoring_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
