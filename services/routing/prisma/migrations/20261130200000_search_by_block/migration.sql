-- A word that stood often in one season only was looked for in every posting of it again and again, and a room number in the
-- postings of every two digits. Terms are kept apart by blocks of four weeks now, and three digits that stand together are a
-- term of their own: a search reads no more of the index than the blocks it goes through.

drop index ticket_text_words;
drop function found_by_weeks(text, text, text, timestamptz, timestamptz, int, int);
drop function search_terms(text, text[]);
drop function bigrams(text);
drop function bigram_query(text);
drop function any_tag(text[]);
drop function searched_properties(text);

-- Every character, every two that stand together (Chinese has no spaces, and two characters are a word), and every three
-- digits, since two of them say little of a room.
create function grams(t text) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(g), '{}') from (
    select c, lead(c) over w as next, lead(c, 2) over w as third from unnest(string_to_array(t, null)) with ordinality u(c, i)
    window w as (order by i)) x
    cross join lateral unnest(array[c, c || next,
      case when c between '0' and '9' and next between '0' and '9' and third between '0' and '9' then c || next || third end]) g
  where c !~ '[[:space:][:punct:]]' and g is not null $$;

-- The grams by which a word is found: as few as cover it.
create function grams_of_word(word text) returns text[] language sql immutable strict parallel safe as $$
  select case when char_length(word) = 1 then array[word] else array(
    select distinct case
      when substr(word, i, 3) ~ '^[0-9]{3}$' then substr(word, i, 3)
      when substr(word, i - 1, 3) ~ '^[0-9]{3}$' and i > 1 then substr(word, i - 1, 3)
      else substr(word, i, 2) end
    from generate_series(1, char_length(word) - 1) i) end $$;

-- Four weeks.
create function block_of(at timestamptz) returns int language sql immutable parallel safe
return week_of(at) >> 2;

-- The weeks of a ticket are no tags any more: its block says four of them, and a term of its own the one.
-- What seldom changes is a tag from the beginning. State, owner, handler, worker and team change with every step of the
-- work: until a ticket is settled it is only tagged as open, and there are few of those at any time.
create or replace function search_tags(t ticket) returns text[] language sql stable as $$
  select array_remove(array[' property ' || t.property_id, ' kind ' || t.kind, ' priority ' || t.priority, ' mode ' || t.mode,
      ' department_id ' || t.department_id]
    || case when t.status in ('closed', 'cancelled', 'merged') and t.customer_wrote_at is null then
      array[' status ' || t.status, ' owner_id ' || t.owner_id, ' handler_id ' || t.handler_id, ' worker_id ' || t.worker_id,
        ' team_id ' || t.team_id]
      else array[' open'] end, null)
    -- A category lies in those above it.
    || array(select ' category ' || array_to_string(parts[:depth], '/') from generate_series(1, cardinality(parts)) depth)
  from (select string_to_array(t.category, '/') as parts) x $$;

-- What is looked for in the index: the grams, the tags by which people narrow a search down, and the week, each in its block.
create function search_terms(words text, tags text[], received_at timestamptz) returns tsvector language sql immutable parallel safe
return array_to_tsvector(array(
  select block || term from (select block_of(received_at) || ':' as block offset 0) b, unnest(grams(words) || tags || (' week ' || week_of(received_at))) term));

-- terms: a list of lists; of each list one must be there. Answers them as a query of one block.
create function block_query(terms jsonb, block int) returns text language sql immutable parallel safe as $$
  select '(' || string_agg(any_of, ' & ') || ')' from (
    select '(' || (select string_agg('''' || replace(replace(block || ':' || term, '\', '\\'), '''', '''''') || '''', ' | ')
      from jsonb_array_elements_text(list) term) || ')' as any_of
    from jsonb_array_elements(terms) list) x $$;

-- The same as a query of several blocks.
create function blocks_query(terms jsonb, from_block int, to_block int) returns text language sql immutable parallel safe as $$
  select string_agg(block_query(terms, block), ' | ') from generate_series(from_block, to_block) block $$;

create index ticket_text_words on ticket_text using gin (search_terms(words, tags, received_at)) with (gin_pending_list_limit = 256);
analyze ticket_text;

-- The person's properties, or the one of them that is asked for; null for all of them, where nobody needs to name each or there
-- are too many.
create function searched_properties(asked text, each boolean, out properties text[], out is_everything boolean)
language plpgsql stable set search_path from current as $$
declare
  named text[] := string_to_array(nullif(current_setting('shouwen.properties', true), ''), ',');
  most constant int := 200;
begin
  is_everything := coalesce(named = '{*}', false);
  if asked is not null then
    properties := case when is_everything or asked = any (named) then array[asked] else '{}' end;
    is_everything := false;
  elsif is_everything and each then
    -- The properties of the group, each by a step in an index.
    with recursive p as (
      (select property_id from ticket order by property_id limit 1) union all
      select (select t.property_id from ticket t where t.property_id > p.property_id order by t.property_id limit 1)
      from p where p.property_id is not null
    ) select array_agg(property_id) into properties from (select property_id from p limit most + 2) x where property_id is not null;
    if cardinality(properties) > most then properties := null; end if;
  elsif not is_everything then
    properties := coalesce(named, '{}');
  end if;
end $$;

-- What the index finds in parts of the time, the newest first: blocks, or weeks. Goes no further than the page, and stops at the
-- first part that holds more than `few`: of that it answers the part alone.
create function found_in_parts(terms jsonb, filters text, joined text, is_week boolean, newest int, oldest int, few int, most int)
returns table (part int, id text, at timestamptz) language plpgsql stable set search_path from current as $$
begin
  return query execute format('select p.part, f.id, f.at from generate_series($1, $2, -1) p(part) cross join lateral (
      with r as materialized (select id, property_id, received_at, tags, words, place from ticket_text r
        where search_terms(r.words, r.tags, r.received_at) @@ %s::tsquery limit $4 + 1), read as (select count(*) as n from r)
      (select null as id, null::timestamptz as at from read, generate_series(1, $5) where n > $4)
      union all
      (select r.id, r.received_at from r%s where (select n <= $4 from read)%s order by r.received_at desc, r.id desc limit $5)
    ) f limit $5',
    case when is_week then 'block_query($3 || jsonb_build_array(array['' week '' || p.part]), p.part >> 2)' else 'block_query($3, p.part)' end,
    joined, filters) using newest, oldest, terms, few, most;
end $$;

-- The newest that the index finds in a time. A block that holds more than `few` is looked through week by week, such a week from
-- its end, where a page of it is soon found. So a word that stands often, in one season only too, costs no more than some
-- thousand rows. filters: conditions on r, and on the ticket t.
create function found_by_blocks(terms jsonb, filters text, joined text, newest_at timestamptz, oldest_at timestamptz, few int, most int)
returns table (id text, at timestamptz) language plpgsql stable set search_path from current as $$
#variable_conflict use_column
declare
  oldest int := block_of(oldest_at);
  block int := block_of(newest_at);
  week int;
  first_week int;
  missing int := most;
  hit record;
  is_too_much boolean := true;
begin
  while is_too_much and missing > 0 and block >= oldest loop
    is_too_much := false;
    for hit in select * from found_in_parts(terms, filters, joined, false, block, oldest, few, missing) loop
      block := hit.part - 1;
      is_too_much := hit.id is null;
      exit when is_too_much;
      return query select hit.id, hit.at;
      missing := missing - 1;
    end loop;
    exit when not is_too_much;
    first_week := greatest(hit.part * 4, week_of(oldest_at));
    week := least(hit.part * 4 + 3, week_of(newest_at));
    while is_too_much and missing > 0 and week >= first_week loop
      is_too_much := false;
      for hit in select * from found_in_parts(terms, filters, joined, true, week, first_week, few, missing) loop
        week := hit.part - 1;
        is_too_much := hit.id is null;
        exit when is_too_much;
        return query select hit.id, hit.at;
        missing := missing - 1;
      end loop;
      exit when not is_too_much;
      for hit in execute format('select r.id, r.received_at as at from ticket_text r%s
          where r.received_at >= %L and r.received_at < %L%s order by r.received_at desc, r.id desc limit %s',
          joined, to_timestamp(hit.part * 604800.0), to_timestamp((hit.part + 1) * 604800.0), filters, missing) loop
        return query select hit.id, hit.at;
        missing := missing - 1;
      end loop;
    end loop;
    is_too_much := true;
  end loop;
end $$;

-- wanted: words, placeWords (all must be there); numbers, idEnding (or one of these); columns: {column: [any of these]};
-- category; customerWrote; receivedFrom, receivedTo, dueFrom, dueTo; order; afterAt, afterId; limit;
-- newest (how many are looked through first); few (how many are fetched and sorted at once).
--
-- What stands often is found among the newest, of a person or a team among theirs; what a column says of few tickets, by that
-- column; all else through the index of words block by block, what is due first at once: of what is open there is never much. No
-- path reads more than some thousand rows. The planner is not asked which: it multiplies how often each pair stands, as if
-- 水龙, 龙头 and 头漏 had nothing to do with one another. Only nested loops: they keep the order and stop with the page.
create or replace function find_tickets(wanted jsonb) returns table (id text, at timestamptz)
language plpgsql stable security definer rows 60 set search_path from current
set random_page_cost = 1.1 set max_parallel_workers_per_gather = 0 set enable_hashjoin = off set enable_mergejoin = off
set enable_material = off set work_mem = '32MB' set jit = off as $$
#variable_conflict use_column
declare
  newest int := coalesce((wanted ->> 'newest')::int, 600);
  few int := coalesce((wanted ->> 'few')::int, 3200);
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
  terms jsonb := '[]';    -- as much of them as the index of words can tell: of each list one must be there
  side_by_side constant int := 4;
  joined text := '';
  only_open boolean := is_due or wanted ->> 'dueFrom' is not null or wanted ->> 'dueTo' is not null;
  narrow text[] := '{}';  -- conditions of which each may hold for few tickets only
  walked text;            -- a column whose tickets lie in their order, and its values
  walked_vals text[];
  also_walked text := '';
  sorted text := 'r.received_at desc, r.id desc';
  at_column text := 'r.received_at';
  source text;
  read int;
  found_ids text[] := '{}';
  found_at timestamptz[] := '{}';
  is_whole boolean := false;
  has_looked_far boolean := false;
  newest_at timestamptz;
  oldest_at timestamptz;
  word text;
  name text;
  vals text[];
  number_branch text := '';
begin
  select * into properties, is_everything from searched_properties(wanted ->> 'propertyId',
    only_open or statuses <> '{}' and not statuses && ended or coalesce((wanted ->> 'customerWrote')::boolean, false));
  if properties = '{}' then return; end if;
  if not is_everything then
    mine := format(' and r.property_id = any (%L::text[])', properties);
    if properties_share(properties) < 0.1 then terms := jsonb_build_array(tags_of('property', properties)); end if;
  end if;

  for name, vals in select key, array(select jsonb_array_elements_text(value)) from jsonb_each(coalesce(wanted -> 'columns', '{}')) loop
    if name in ('kind', 'priority', 'mode', 'department_id') then
      of_text := of_text || format(' and r.tags && %L::text[]', tags_of(name, vals));
      terms := terms || jsonb_build_array(tags_of(name, vals));
    elsif name in ('status', 'owner_id', 'handler_id', 'worker_id', 'team_id') then
      of_ticket := of_ticket || format(' and t.%I = any (%L::text[])', name, vals);
      if name <> 'status' or vals && ended then
        of_text := of_text || format(' and r.tags && %L::text[]', tags_of(name, vals) || array[' open']);
        terms := terms || jsonb_build_array(tags_of(name, vals) || array[' open']);
        -- Whoever works on it handles it, or has it offered.
        if name = 'worker_id' then
          narrow := narrow || format('(t.handler_id = any (%1$L::text[]) or t.worker_id = any (%1$L::text[])
            and t.status in (''offered'', ''accepted'', ''in_progress'', ''waiting''))', vals);
          walked := 'handler_id';
          also_walked := format(' union select r.id, r.received_at from ticket r where r.worker_id = any (%L::text[])
            and r.status in (''offered'', ''accepted'', ''in_progress'', ''waiting'')', vals);
        elsif name <> 'status' then
          narrow := narrow || format('t.%I = any (%L::text[])', name, vals);
        end if;
        if name in ('owner_id', 'handler_id') or name = 'team_id' and walked is null then
          walked := name;
          also_walked := '';
        end if;
        if walked is not null and name <> 'status' then walked_vals := vals; end if;
      else
        only_open := true;
        if properties is not null then
          narrow := narrow || format('t.property_id = any (%L::text[]) and t.status = any (%L::text[])', properties, vals);
        end if;
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
    terms := terms || jsonb_build_array(tags_of('category', array[wanted ->> 'category']));
  end if;
  if (wanted ->> 'customerWrote')::boolean then
    of_ticket := of_ticket || ' and t.customer_wrote_at is not null';
    only_open := true;
    if properties is not null then
      narrow := narrow || format('t.property_id = any (%L::text[]) and t.customer_wrote_at is not null', properties);
    end if;
  end if;
  only_open := only_open and not statuses && ended or coalesce((wanted ->> 'customerWrote')::boolean, false);
  if only_open then
    terms := terms || '[[" open"]]';
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
    if properties is not null then
      narrow := narrow || (format('t.property_id = any (%L::text[])', properties) || due);
    end if;
  end if;
  range := condition(' and r.received_at >= %L', wanted ->> 'receivedFrom') || condition(' and r.received_at < %L', wanted ->> 'receivedTo');
  if is_due then
    sorted := 't.due_at, t.id';
    at_column := 't.due_at';
  elsif wanted ->> 'afterAt' is not null then
    range := range || format(' and (r.received_at, r.id) < (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
  end if;
  -- By its id: the planner takes indexes of what is due or open for smaller than they are.
  if of_ticket <> '' then joined := ' cross join lateral (select * from ticket t where t.id = r.id offset 0) t'; end if;

  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'words', '[]')) loop
    stands := stands || format(' and strpos(r.words, %L) > 0', word);
    terms := terms || (select jsonb_agg(jsonb_build_array(gram)) from unnest(grams_of_word(word)) gram);
  end loop;
  -- A place is part of the words: its pairs are looked for there, and only then whether they stand in the place.
  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'placeWords', '[]')) loop
    stands := stands || format(' and strpos(r.place, %L) > 0', word);
    terms := terms || (select jsonb_agg(jsonb_build_array(gram)) from unnest(grams_of_word(word)) gram);
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
    elsif walked is not null and not is_due then
      source := format('select r.* from (
          select * from (select w.* from unnest(%L::text[]) val cross join lateral (
            select r.id, r.received_at from ticket r where r.%I = val%s order by r.received_at desc, r.id desc limit $1) w%s) w
          order by w.received_at desc, w.id desc limit $1) w join ticket_text r on r.received_at = w.received_at and r.id = w.id%s
        order by %s', walked_vals, walked, range, also_walked || case when also_walked = '' then '' else range end,
        case when range = '' then '' else ' where true' || range end, sorted);
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
      execute format('with r as materialized (%s limit $1) select (select count(*) from r), array_agg(f.id), array_agg(f.at) from (
          select r.id, %s as at from r%s where true%s order by %s limit %s) f', source, at_column, joined, filters, sorted, most)
        into read, found_ids, found_at using newest;
      is_whole := coalesce(cardinality(found_ids), 0) >= most or read < newest;
      exit when is_whole or has_looked_far or is_due or coalesce(cardinality(found_ids), 0) = 0;
      -- Where the page is near, it is walked to.
      exit when newest * most / cardinality(found_ids) > newest * 5;
      newest := newest * most * 3 / cardinality(found_ids) / 2;
      has_looked_far := true;
    end loop;

    foreach source in array narrow loop
      exit when is_whole;
      execute format('select count(*) from (select from ticket t where %s limit %s) x', source, few + 1) into read;
      continue when read > few;
      execute format('select array_agg(f.id), array_agg(f.at) from (select r.id, %s as at from (
          select t.* from ticket t where %s offset 0) t join ticket_text r on r.received_at = t.received_at and r.id = t.id
          where true%s order by %s limit %s) f', at_column, source, filters, sorted, most) into found_ids, found_at;
      is_whole := true;
    end loop;

    if not is_whole then
      newest_at := coalesce(least((wanted ->> 'receivedTo')::timestamptz, (wanted ->> 'afterAt')::timestamptz), (select max(received_at) from ticket_text));
      oldest_at := coalesce((wanted ->> 'receivedFrom')::timestamptz, (select min(received_at) from ticket_text));
    end if;
    if not is_whole and is_due then
      execute format('with r as materialized (select id, property_id, received_at, tags, words, place from ticket_text r
          where search_terms(r.words, r.tags, r.received_at) @@ %L::tsquery)
        select array_agg(f.id), array_agg(f.at) from (select r.id, %s as at from r%s where true%s order by %s limit %s) f',
        blocks_query(terms, block_of(oldest_at), block_of(newest_at)), at_column, joined, filters, sorted, most)
        into found_ids, found_at;
    elsif not is_whole then
      select array_agg(f.id), array_agg(f.at) into found_ids, found_at
      from found_by_blocks(terms, filters, joined, newest_at, oldest_at, few, most) f;
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
