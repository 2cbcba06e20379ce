-- The event runtime's own tables. Every service has them in its own schema; only packages/event-bus writes them.

-- Events that were decided and not yet handed to Kafka. INSERT and DELETE only: marking rows by UPDATE drained
-- 15-48 k rows/s where deleting drained 54-99 k.
create table outbox (
  seq bigint generated always as identity primary key,
  shard smallint not null,
  event_id text not null,
  topic text not null,
  key text not null,
  agg_seq bigint not null,
  type text not null,
  payload text,
  headers text not null,
  created_at timestamptz not null default clock_timestamp()
);
create index outbox_shard_seq on outbox (shard, seq);
alter table outbox set (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

-- Every event this service ever said, moved here by the statement that deletes it from the outbox.
create table event_archive (
  seq bigint not null,
  event_id text not null,
  topic text not null,
  key text not null,
  agg_seq bigint not null,
  type text not null,
  payload text,
  headers text not null,
  created_at timestamptz not null
) partition by range (created_at);
create table event_archive_default partition of event_archive default;
create index event_archive_key on event_archive (key, agg_seq);

-- Which events each consumer has handled, and which commands were carried out. Event ids are uuidv7, so a range of
-- ids is a range of time; command ids sort after them, into the default partition.
create table inbox (
  consumer text not null,
  source text not null,
  event_id text collate "C" not null,
  handled_at timestamptz not null default clock_timestamp(),
  primary key (consumer, source, event_id)
) partition by range (event_id);
create table inbox_default partition of inbox default;

-- The last event number heard per key, to find gaps and strays.
create table last_agg_seq (
  topic text not null,
  key text not null,
  agg_seq bigint not null,
  primary key (topic, key)
);

-- Messages that could not be handled: in order per consumer and key until they can, or set aside for a person.
create table parked (
  id bigint generated always as identity primary key,
  status text not null check (status in ('parked', 'dead', 'discarded')),
  consumer text not null,
  topic text not null,
  shard smallint not null,
  message_offset bigint not null,
  key text not null,
  event_id text not null,
  type text not null,
  headers text not null,
  payload text,
  code text not null,
  reason text not null,
  fingerprint text not null,
  tries int not null,
  first_failed_at timestamptz not null default clock_timestamp(),
  last_failed_at timestamptz not null default clock_timestamp(),
  next_try_at timestamptz not null,
  unique (consumer, topic, event_id)
);
create index parked_key on parked (consumer, key, id) where status = 'parked';
create index parked_due on parked (next_try_at) where status = 'parked';
create index parked_dead on parked (consumer, type, fingerprint) where status = 'dead';

-- Due moments. Set, moved and cancelled in the transaction of the aggregate that they belong to.
create table timer (
  key text primary key,
  fire_at timestamptz not null,
  kind text not null,
  aggregate_id text not null,
  shard smallint not null,
  data jsonb not null
);
create index timer_due on timer (fire_at, shard);

-- Which slot of which regular job has run.
create table cron_run (
  name text not null,
  slot timestamptz not null,
  ran_at timestamptz not null default clock_timestamp(),
  primary key (name, slot)
);

-- Whole states of other services' things, as heard on the state topics.
create table known_state (
  topic text not null,
  id text not null,
  agg_seq bigint not null,
  property_id text,
  state jsonb not null,
  primary key (topic, id)
);

-- This service's own rules. Versions are never changed; the newest whose time has come is in force.
create table policy (
  policy_id text not null,
  version int not null,
  kind text not null,
  scope text not null,
  effective_from timestamptz not null,
  body jsonb not null,
  published_by text,
  published_at timestamptz not null default clock_timestamp(),
  primary key (policy_id, version),
  unique (kind, scope, version)
);

-- Who did what that must be answerable later: reveals, redrives, discards, erasures, publications.
create table audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  subject text not null,
  property_id text,
  detail jsonb not null
);

-- The machine role may not change tables; these two, run as the owner, keep the daily partitions.
create function make_day_partitions(archive_name text, inbox_name text, from_time timestamptz, to_time timestamptz, from_id text, to_id text)
returns void language plpgsql security definer set search_path from current as $$
begin
  execute format('create table if not exists %I partition of event_archive for values from (%L) to (%L)', archive_name, from_time, to_time);
  execute format('create table if not exists %I partition of inbox for values from (%L) to (%L)', inbox_name, from_id, to_id);
end $$;

create function drop_inbox_partitions(before_name text)
returns int language plpgsql security definer set search_path from current as $$
declare
  partition_name text;
  dropped int := 0;
begin
  for partition_name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'inbox'::regclass and c.relname ~ '^inbox_[0-9]{4}_[0-9]{2}_[0-9]{2}$' and c.relname < before_name
  loop
    execute format('drop table %I', partition_name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
