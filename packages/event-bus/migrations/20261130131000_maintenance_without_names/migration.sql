-- The functions that keep the daily partitions take nothing from who calls them: no name of a table, no day. A machine
-- that was taken over could have made or dropped tables by names of its own choice.
drop function make_day_partitions(text, text, timestamptz, timestamptz, text, text);
drop function drop_inbox_partitions(text);

-- Partitions for tomorrow and the day after, by the database's clock. Run as the owner: the machine may change no table.
-- Only through its parent is an archive read or added to.
create function keep_day_partitions()
returns void language plpgsql security definer set search_path from current as $$
declare
  day date;
  suffix text;
begin
  for day in select (now() at time zone 'UTC')::date + ahead from generate_series(1, 2) as ahead loop
    suffix := to_char(day, 'YYYY_MM_DD');
    execute format('create table if not exists %I partition of event_archive for values from (%L) to (%L)',
      'event_archive_' || suffix, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
    execute format('revoke all on %I from %I', 'event_archive_' || suffix, current_schema());
    execute format('create table if not exists %I partition of inbox for values from (%L) to (%L)',
      'inbox_' || suffix, uuid_floor(day), uuid_floor(day + 1));
  end loop;
end $$;

-- The smallest uuidv7 of a day, as text: the ids made before it sort before it.
create function uuid_floor(day date)
returns text language sql immutable strict set search_path from current as $$
  select left(hex, 8) || '-' || substr(hex, 9)
    from lpad(to_hex((extract(epoch from day::timestamp) * 1000)::bigint), 12, '0') as hex
$$;

-- Drops what is older than the 30 days for which an event is remembered as handled.
create function drop_old_inbox_partitions()
returns int language plpgsql security definer set search_path from current as $$
declare
  partition_name text;
  oldest text := 'inbox_' || to_char((now() at time zone 'UTC')::date - 30, 'YYYY_MM_DD');
  dropped int := 0;
begin
  for partition_name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'inbox'::regclass and c.relname ~ '^inbox_[0-9]{4}_[0-9]{2}_[0-9]{2}$' and c.relname < oldest
  loop
    execute format('drop table %I', partition_name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
