-- Words by which people find tickets: the summary and the place, written once when a ticket opens. A table beside the ticket,
-- because every step of a ticket's life writes its row anew, into all of its indexes.
create function search_text(t text) returns text language sql immutable parallel safe as $$
  select lower(normalize(t, NFKC)) $$;

-- Every character and every two that stand together: Chinese has no spaces, and two characters are a word.
create function bigrams(t text) returns tsvector language sql immutable strict parallel safe as $$
  select array_to_tsvector(coalesce(array_agg(distinct g), '{}')) from (
    select c, lead(c) over (order by i) as next from unnest(string_to_array(t, null)) with ordinality u(c, i)) x
    cross join lateral unnest(array[c, c || next]) g
  where c !~ '[[:space:][:punct:]]' and g is not null $$;

create function bigram_query(w text) returns tsquery language sql immutable strict parallel safe as $$
  select case when char_length(w) = 1 then quote_literal(w)::tsquery else
    (select string_agg(quote_literal(substr(w, i, 2)), ' & ')::tsquery from generate_series(1, char_length(w) - 1) i) end $$;

-- What is looked for in one scan of the index: the pairs, and the tags by which people narrow a search down.
create function search_terms(words text, tags text[]) returns tsvector language sql immutable parallel safe
return bigrams(words) || array_to_tsvector(tags);

-- A tag begins with a space, as no pair does.
create function tags_of(name text, vals text[]) returns text[] language sql immutable parallel safe as $$
  select array(select ' ' || name || ' ' || val from unnest(vals) val where val is not null) $$;

-- The weeks in which a ticket was received: one, and the four, sixteen and sixty-four to which it belongs.
create function week_of(at timestamptz) returns int language sql immutable parallel safe as $$
  select floor(extract(epoch from at) / 604800)::int $$;

-- What seldom changes is a tag from the beginning. State, owner, handler, worker and team change with every step of the
-- work: until a ticket is settled it is only tagged as open, and there are few of those at any time.
create function search_tags(t ticket) returns text[] language sql stable as $$
  select array_remove(array[' property ' || t.property_id, ' kind ' || t.kind, ' priority ' || t.priority, ' mode ' || t.mode,
      ' department_id ' || t.department_id]
    || array[' weeks 0/' || week, ' weeks 1/' || (week >> 2), ' weeks 2/' || (week >> 4), ' weeks 3/' || (week >> 6)]
    || case when t.status in ('closed', 'cancelled', 'merged') and t.customer_wrote_at is null then
      array[' status ' || t.status, ' owner_id ' || t.owner_id, ' handler_id ' || t.handler_id, ' worker_id ' || t.worker_id,
        ' team_id ' || t.team_id]
      else array[' open'] end, null)
    -- A category lies in those above it.
    || array(select ' category ' || array_to_string(parts[:depth], '/') from generate_series(1, cardinality(parts)) depth)
  from (select floor(extract(epoch from t.received_at) / 604800)::int as week, string_to_array(t.category, '/') as parts) x $$;

create table ticket_text (
  id text not null,
  property_id text not null,
  received_at timestamptz not null,
  tags text[] not null,
  words text not null,
  place text not null,
  primary key (received_at, id)
);

-- Whoever writes tickets, a restore or an operator with another search path too, writes their words.
create function index_opened_tickets() returns trigger language plpgsql set search_path from current as $$
begin
  insert into ticket_text (id, property_id, received_at, tags, words, place)
  select id, property_id, received_at, search_tags(row(opened.*)::ticket),
    search_text(concat_ws(' ', state ->> 'summary', state ->> 'place')), search_text(coalesce(state ->> 'place', ''))
  from opened;
  return null;
end $$;
create trigger index_opened_tickets after insert on ticket referencing new table as opened
  for each statement execute function index_opened_tickets();

create function index_moved_ticket() returns trigger language plpgsql set search_path from current as $$
begin
  update ticket_text set tags = search_tags(new)
  where received_at = new.received_at and id = new.id and tags is distinct from search_tags(new);
  return null;
end $$;
create trigger index_moved_ticket after update on ticket for each row
  when ((old.kind, old.category, old.priority, old.mode, old.department_id)
      is distinct from (new.kind, new.category, new.priority, new.mode, new.department_id)
    or old.status in ('closed', 'cancelled', 'merged') or new.status in ('closed', 'cancelled', 'merged'))
  execute function index_moved_ticket();

-- Row-level security keeps an index of words from being used: what compares words might tell of rows that may not be seen.
-- People search through a function instead that runs as the owner of the tables. It reads the person's properties
-- itself, from where row-level security reads them, and answers ids and moments only: the tickets are read under it.
create policy search on ticket for select to routing_owner using (true);

insert into ticket_text (id, property_id, received_at, tags, words, place)
select t.id, t.property_id, t.received_at, search_tags(t),
  search_text(concat_ws(' ', t.state ->> 'summary', t.state ->> 'place')), search_text(coalesce(t.state ->> 'place', ''))
from ticket t order by t.received_at;
create index ticket_text_property on ticket_text (property_id, received_at desc, id desc);
create index ticket_text_words on ticket_text using gin (search_terms(words, tags)) with (gin_pending_list_limit = 256);
analyze ticket_text;

-- One of these tags must be there, as terms of a search.
create function any_tag(tags text[]) returns text language sql immutable parallel safe as $$
  select ' & (' || string_agg('''' || replace(replace(tag, '\', '\\'), '''', '''''') || '''', ' | ') || ')' from unnest(tags) tag $$;

create function condition(pattern text, val text) returns text language sql immutable parallel safe as $$
  select case when val is null then '' else format(pattern, val) end $$;

-- The person's properties, or the one of them that is asked for; null where there are too many to name each.
create function searched_properties(asked text, out properties text[], out is_everything boolean)
language plpgsql stable set search_path from current as $$
declare
  named text[] := string_to_array(nullif(current_setting('shouwen.properties', true), ''), ',');
  most constant int := 200;
begin
  is_everything := coalesce(named = '{*}', false);
  if asked is not null then
    properties := case when is_everything or asked = any (named) then array[asked] else '{}' end;
    is_everything := false;
  elsif is_everything then
    -- The properties of the group, each by a step in an index.
    with recursive p as (
      (select property_id from ticket order by property_id limit 1) union all
      select (select t.property_id from ticket t where t.property_id > p.property_id order by t.property_id limit 1)
      from p where p.property_id is not null
    ) select array_agg(property_id) into properties from (select property_id from p limit most + 2) x where property_id is not null;
    if cardinality(properties) > most then properties := null; end if;
  else
    properties := coalesce(named, '{}');
  end if;
end $$;

-- How much of all tickets is theirs, as the planner knows it. What every tenth ticket has narrows nothing down.
create function properties_share(properties text[]) returns float language sql stable set search_path from current as $$
  select coalesce(sum(freq), 0) from pg_stats,
    unnest(most_common_vals::text::text[], most_common_freqs) as f(val, freq)
  where schemaname = current_schema and tablename = 'ticket_text' and attname = 'property_id' and val = any (properties) $$;

-- What the index finds week by week, the newest first. Weeks that hold more than `few` are cut into a quarter of them, and a
-- single week with more is looked through from its end, where a page of it is soon found. So a word that stands
-- often, in one season only too, costs no more than some thousand rows. filters: conditions on r, and on the ticket t.
create function found_by_weeks(terms text, filters text, joined text, newest_at timestamptz, oldest_at timestamptz, few int, most int)
returns table (id text, at timestamptz) language plpgsql stable set search_path from current as $$
#variable_conflict use_column
declare
  top int := week_of(newest_at);
  low int := week_of(oldest_at);
  levels int[] := '{}';
  froms int[] := '{}';
  tos int[] := '{}';
  level int;
  from_block int;
  to_block int;
  cap int;
  read int;
  ids text[];
  moments timestamptz[];
  missing int := most;
begin
  -- A stack. On top the weeks of the newest four, then what is left of its sixteen, then every sixteen of its sixty-four, then
  -- every sixty-four before.
  for depth in reverse 3..0 loop
    to_block := (top >> 2 * depth) - case when depth = 0 then 0 else 1 end;
    from_block := case when depth = 3 then low >> 6 else (top >> 2 * depth) / 4 * 4 end;
    for block in from_block..case when depth > 1 then to_block else from_block end loop
      levels := levels || depth;
      froms := froms || block;
      tos := tos || case when depth > 1 then block else to_block end;
    end loop;
  end loop;
  while cardinality(levels) > 0 loop
    level := levels[cardinality(levels)];
    from_block := greatest(froms[cardinality(levels)], low >> 2 * level);
    to_block := least(tos[cardinality(levels)], top >> 2 * level);
    levels := trim_array(levels, 1);
    froms := trim_array(froms, 1);
    tos := trim_array(tos, 1);
    continue when from_block > to_block;
    -- A single week is not cut: up to four times as many are fetched.
    cap := case when level = 0 and from_block = to_block then few * 4 else few end;
    execute format('with r as materialized (select id, property_id, received_at, tags, words, place from ticket_text r
        where search_terms(r.words, r.tags) @@ %L::tsquery limit %s)
      select (select count(*) from r), array_agg(f.id), array_agg(f.at) from (
        select r.id, r.received_at as at from r%s where true%s order by r.received_at desc, r.id desc limit %s) f',
      substr(terms || any_tag(tags_of('weeks', array(select level || '/' || b from generate_series(from_block, to_block) b))), 4),
      cap + 1, joined, filters, missing) into read, ids, moments;
    if read > cap and (from_block < to_block or level > 0) then
      if from_block = to_block then
        level := level - 1;
        from_block := from_block * 4;
        to_block := from_block + 3;
      end if;
      -- Each by itself, the newest on top.
      for block in from_block..to_block loop
        levels := levels || level;
        froms := froms || block;
        tos := tos || block;
      end loop;
      continue;
    elsif read > cap then
      execute format('select array_agg(f.id), array_agg(f.at) from (select r.id, r.received_at as at from ticket_text r%s
          where r.received_at >= %L and r.received_at < %L%s order by r.received_at desc, r.id desc limit %s) f',
        joined, to_timestamp(from_block * 604800.0), to_timestamp((from_block + 1) * 604800.0), filters, missing) into ids, moments;
    end if;
    return query select * from unnest(ids, moments);
    missing := missing - coalesce(cardinality(ids), 0);
    exit when missing <= 0;
  end loop;
end $$;

-- wanted: words, placeWords (all must be there); numbers, idEnding (or one of these); columns: {column: [any of these]};
-- category; customerWrote; receivedFrom, receivedTo, dueFrom, dueTo; order; afterAt, afterId; limit;
-- newest (how many are looked through first); few (how many are fetched and sorted at once).
--
-- What stands often is found among the newest; what a column says of few tickets, by that column; what few texts have, at once
-- through the index of words; all else through that index week by week. No path reads more than some thousand rows. The
-- planner is not asked which: it multiplies how often each pair stands, as if 水龙, 龙头 and 头漏 had nothing to do with one
-- another. Only nested loops: they keep the order and stop with the page.
create function find_tickets(wanted jsonb) returns table (id text, at timestamptz)
language plpgsql stable security definer rows 60 set search_path from current
set random_page_cost = 1.1 set max_parallel_workers_per_gather = 0 set enable_hashjoin = off set enable_mergejoin = off
set enable_material = off set work_mem = '32MB' set jit = off as $$
#variable_conflict use_column
declare
  newest int := coalesce((wanted ->> 'newest')::int, 600);
  few int := coalesce((wanted ->> 'few')::int, 800);
  most int := (wanted ->> 'limit')::int;
  is_due boolean := wanted ->> 'order' = 'due';
  ended constant text[] := '{closed,cancelled,merged}';
  statuses text[] := array(select jsonb_array_elements_text(wanted #> '{columns,status}'));
  properties text[];
  is_everything boolean;
  mine text := '';        -- of the person's properties
  of_text text := '';     -- conditions on the words and tags (r)
  of_ticket text := '';   -- conditions on what a ticket alone says (t)
  in_place text := '';
  stands text := '';      -- the words stand there
  range text := '';       -- received in this time, and after the page before
  due text := '';
  filters text;           -- all of these
  terms text := '';       -- as much of them as the index of words can tell
  side_by_side constant int := 4;
  joined text := '';
  only_open boolean := is_due or wanted ->> 'dueFrom' is not null or wanted ->> 'dueTo' is not null;
  narrow text[] := '{}';  -- conditions of which each may hold for few tickets only
  sorted text := 'r.received_at desc, r.id desc';
  at_column text := 'r.received_at';
  source text;
  read int;
  found_ids text[] := '{}';
  found_at timestamptz[] := '{}';
  is_whole boolean := false;
  has_looked_far boolean := false;
  word text;
  name text;
  vals text[];
  number_branch text := '';
begin
  select * into properties, is_everything from searched_properties(wanted ->> 'propertyId');
  if properties = '{}' then return; end if;
  if not is_everything then
    mine := format(' and r.property_id = any (%L::text[])', properties);
    if properties_share(properties) < 0.1 then terms := any_tag(tags_of('property', properties)); end if;
  end if;

  for name, vals in select key, array(select jsonb_array_elements_text(value)) from jsonb_each(coalesce(wanted -> 'columns', '{}')) loop
    if name in ('kind', 'priority', 'mode', 'department_id') then
      of_text := of_text || format(' and r.tags && %L::text[]', tags_of(name, vals));
      terms := terms || any_tag(tags_of(name, vals));
    elsif name in ('status', 'owner_id', 'handler_id', 'worker_id', 'team_id') then
      of_ticket := of_ticket || format(' and t.%I = any (%L::text[])', name, vals);
      if name <> 'status' or vals && ended then
        of_text := of_text || format(' and r.tags && %L::text[]', tags_of(name, vals) || array[' open']);
        terms := terms || any_tag(tags_of(name, vals) || array[' open']);
        -- Whoever works on it handles it, or has it offered.
        if name = 'worker_id' then
          narrow := narrow || format('(t.handler_id = any (%1$L::text[]) or t.worker_id = any (%1$L::text[])
            and t.status in (''offered'', ''accepted'', ''in_progress'', ''waiting''))', vals);
        elsif name <> 'status' then
          narrow := narrow || format('t.%I = any (%L::text[])', name, vals);
        end if;
      else
        only_open := true;
        narrow := narrow || format('t.property_id = any (%L::text[]) and t.status = any (%L::text[])', properties, vals);
      end if;
    elsif name in ('profile_id', 'ownership_offered_to', 'parent_id', 'merged_into') then
      of_ticket := of_ticket || format(' and t.%I = any (%L::text[])', name, vals);
      narrow := narrow || format('t.%I = any (%L::text[])', name, vals);
    else
      raise exception 'tickets are not found by %', name;
    end if;
  end loop;
  if wanted ->> 'category' is not null then
    of_text := of_text || format(' and r.tags && %L::text[]', tags_of('category', array[wanted ->> 'category']));
    terms := terms || any_tag(tags_of('category', array[wanted ->> 'category']));
  end if;
  if (wanted ->> 'customerWrote')::boolean then
    of_ticket := of_ticket || ' and t.customer_wrote_at is not null';
    only_open := true;
    narrow := narrow || format('t.property_id = any (%L::text[]) and t.customer_wrote_at is not null', properties);
  end if;
  only_open := only_open and not statuses && ended or coalesce((wanted ->> 'customerWrote')::boolean, false);
  if only_open then
    terms := terms || any_tag(array[' open']);
    of_text := of_text || ' and r.tags && array['' open'']';
  end if;
  if is_due or wanted ->> 'dueFrom' is not null or wanted ->> 'dueTo' is not null then
    -- What has ended or goes on in another ticket is not due, unless that state is asked for.
    due := ' and t.due_at is not null and t.closed_at is null'
      || case when 'merged' = any (statuses) then '' else ' and t.status <> ''merged''' end
      || condition(' and t.due_at >= %L', wanted ->> 'dueFrom') || condition(' and t.due_at < %L', wanted ->> 'dueTo');
    if is_due and wanted ->> 'afterAt' is not null then
      due := due || format(' and (t.due_at, t.id) > (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
    end if;
    of_ticket := of_ticket || due;
    narrow := narrow || (format('t.property_id = any (%L::text[])', properties) || due);
  end if;
  range := condition(' and r.received_at >= %L', wanted ->> 'receivedFrom') || condition(' and r.received_at < %L', wanted ->> 'receivedTo');
  if is_due then
    sorted := 't.due_at, t.id';
    at_column := 't.due_at';
  elsif wanted ->> 'afterAt' is not null then
    range := range || format(' and (r.received_at, r.id) < (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
  end if;
  if of_ticket <> '' then joined := ' join ticket t on t.id = r.id'; end if;

  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'words', '[]')) loop
    stands := stands || format(' and strpos(r.words, %L) > 0', word);
    terms := terms || ' & (' || bigram_query(word) || ')';
  end loop;
  -- A place is part of the words: its pairs are looked for there, and only then whether they stand in the place.
  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'placeWords', '[]')) loop
    stands := stands || format(' and strpos(r.place, %L) > 0', word);
    terms := terms || ' & (' || bigram_query(word) || ')';
    in_place := in_place || format(' and strpos(search_text(t.state ->> ''place''), %L) > 0', word);
  end loop;
  filters := mine || of_text || stands || range || of_ticket;

  if stands <> '' then
    -- Of a few properties each its newest, side by side in their own order: else those of everybody.
    if is_due and properties is not null then
      if cardinality(properties) > side_by_side then newest := newest / 10; end if;
      source := format('select r.*, d.due_at from (select d.* from unnest(%L::text[]) p cross join lateral (
            select t.id, t.received_at, t.due_at from ticket t where t.property_id = p%s order by t.due_at, t.id limit %s) d
          order by d.due_at, d.id limit %3$s) d join ticket_text r on r.received_at = d.received_at and r.id = d.id', properties, due, newest);
    elsif not is_due then
      source := format('select r.* from ticket_text r where true%s', range);
      if not is_everything and cardinality(properties) <= side_by_side then
        select string_agg(format('(%s and r.property_id = %L order by %s)', source, p, sorted), ' union all ') into source
        from unnest(properties) p;
        source := format('select r.* from (%s) r', source);
      end if;
      source := format('%s order by %s', source, sorted);
    end if;
    while source is not null loop
      execute format('with r as materialized (%s limit %s) select (select count(*) from r), array_agg(f.id), array_agg(f.at) from (
          select r.id, %s as at from r%s where true%s order by %s limit %s) f', source, newest, at_column, joined, filters, sorted, most)
        into read, found_ids, found_at;
      is_whole := coalesce(cardinality(found_ids), 0) >= most or read < newest;
      exit when is_whole or has_looked_far or is_due or coalesce(cardinality(found_ids), 0) = 0;
      -- Where the page is near, it is walked to.
      exit when newest * most / cardinality(found_ids) > newest * 5;
      newest := newest * most * 3 / cardinality(found_ids) / 2;
      has_looked_far := true;
    end loop;

    if properties is not null then
      foreach source in array narrow loop
        exit when is_whole;
        execute format('select count(*) from (select from ticket t where %s limit %s) x', source, few * 4 + 1) into read;
        continue when read > few * 4;
        execute format('select array_agg(f.id), array_agg(f.at) from (select r.id, %s as at from (
            select t.* from ticket t where %s offset 0) t join ticket_text r on r.received_at = t.received_at and r.id = t.id
            where true%s order by %s limit %s) f', at_column, source, filters, sorted, most) into found_ids, found_at;
        is_whole := true;
      end loop;
    end if;

    -- Of what is open there is never much, and what holds together for none of the newest is mostly rare: both are fetched at once.
    if not is_whole and (only_open or range = '' and terms like '%&%&%' and coalesce(cardinality(found_ids), 0) = 0) then
      execute format('with r as materialized (select id, property_id, received_at, tags, words, place from ticket_text r
          where search_terms(r.words, r.tags) @@ %L::tsquery%s)
        select (select count(*) from r), array_agg(f.id), array_agg(f.at) from (
          select r.id, %s as at from r%s where true%s order by %s limit %s) f',
        substr(terms, 4), case when only_open then '' else format(' limit %s', few + 1) end, at_column, joined, filters, sorted, most)
        into read, found_ids, found_at;
      is_whole := only_open or read <= few;
    end if;
    if not is_whole then
      select array_agg(f.id), array_agg(f.at) into found_ids, found_at from found_by_weeks(terms, filters, joined,
        coalesce(least((wanted ->> 'receivedTo')::timestamptz, (wanted ->> 'afterAt')::timestamptz), (select max(received_at) from ticket_text)),
        coalesce((wanted ->> 'receivedFrom')::timestamptz, (select min(received_at) from ticket_text)), few, most) f;
    end if;
  end if;

  -- A number names few tickets, wherever they stand; words of the place, where wanted too, must be there as well.
  if jsonb_array_length(coalesce(wanted -> 'numbers', '[]')) > 0 or wanted ->> 'idEnding' is not null then
    number_branch := format(' union (select t.id, %s as at from ticket t join ticket_text r on r.received_at = t.received_at and r.id = t.id
        where (t.number = any (%L::text[])%s)%s%s%s%s%s order by %s limit %s)',
      at_column, array(select jsonb_array_elements_text(wanted -> 'numbers')),
      condition(' or right(t.id, 8) = %L', wanted ->> 'idEnding'), mine, range, in_place, of_text, of_ticket, sorted, most);
  end if;
  return query execute format('select id, at from ((select * from unnest($1, $2) as f(id, at))%s) found order by %s limit %s',
    number_branch, case when is_due then 'at, id' else 'at desc, id desc' end, most) using found_ids, found_at;
end $$;
revoke execute on function find_tickets(jsonb) from public;
grant execute on function find_tickets(jsonb) to routing_people;
