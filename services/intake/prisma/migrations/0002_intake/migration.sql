-- Requests: what customers told us, once each. Append-only. `data` is what request.received said, personal fields
-- sealed; `answer` is what the first caller was told, and what every repeat is told again.
create table request (
  id text primary key,
  property_id text not null,
  profile_id text,
  mode text not null,
  received_at timestamptz not null,
  contact_kind text,
  data jsonb not null,
  answer jsonb not null,
  once_scope text,
  once_key text,
  fingerprint text,
  source_system text,
  source_id text,
  import_id text,
  import_line int
);
create unique index request_once on request (once_scope, once_key) where once_key is not null;
create unique index request_source on request (property_id, source_system, source_id) where source_id is not null;
create index request_profile on request (profile_id, received_at desc) where profile_id is not null;

alter table request enable row level security;
alter table request force row level security;
create policy machine on request to intake using (true) with check (true);
create policy people on request for select to intake_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Whose contact it is. The blind index finds a contact again and says nothing about it.
create table contact (
  blind_index text primary key,
  profile_id text not null,
  first_seen_at timestamptz not null default clock_timestamp()
);
create index contact_profile on contact (profile_id);

-- Which tickets are open, as heard from routing: what a caller is waiting for, and what may have been asked before.
-- `said_by` is the number of the ticket's event that said so.
create table ticket_watch (
  id text primary key,
  said_by bigint not null,
  property_id text not null,
  profile_id text,
  category text not null,
  place text,
  opened_at timestamptz not null,
  open boolean not null
);
create index ticket_watch_profile on ticket_watch (profile_id, opened_at desc) where open and profile_id is not null;
create index ticket_watch_place on ticket_watch (property_id, category, place, opened_at desc) where open and place is not null;

alter table ticket_watch enable row level security;
alter table ticket_watch force row level security;
create policy machine on ticket_watch to intake using (true) with check (true);
create policy people on ticket_watch for select to intake_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Imports: how far each file came. `attempt` counts how often the file was sent; only the newest one writes.
create table import (
  id text primary key,
  property_id text not null,
  mapping text not null,
  name text,
  mode text not null,
  status text not null check (status in ('running', 'done', 'failed')),
  reason text,
  attempt int not null,
  total int not null default 0,
  accepted int not null default 0,
  repeated int not null default 0,
  rejected int not null default 0,
  started_by text not null,
  started_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);

alter table import enable row level security;
alter table import force row level security;
create policy machine on import to intake using (true) with check (true);
create policy people on import for select to intake_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

-- Rows that could not be taken: where, and what is wrong. Never their values.
create table import_error (
  import_id text not null references import (id),
  line int not null,
  field text not null,
  property_id text not null,
  message text not null,
  primary key (import_id, line, field)
);

alter table import_error enable row level security;
alter table import_error force row level security;
create policy machine on import_error to intake using (true) with check (true);
create policy people on import_error for select to intake_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
