-- Words that stand often are found by walking the newest first, which stops when the page is full; those that stand seldom
-- through the index of words. The planner cannot tell them apart: it multiplies how often each pair stands, as if 水龙, 龙头
-- and 头漏 had nothing to do with one another. So the newest few hundred are looked through first, then the index is asked whether few have the words, and
-- only if not, the newest few thousand are looked through, of each property side by
-- side where there are several (each with its own order and limit: else the planner reads and sorts them whole), and what is not plenty among those is seldom enough to be fetched through the index and
-- sorted. A state, an owner, a team and so on are walked by their own index of the tickets.

-- A term of the index that must be one of these.
create function any_term(name text, vals text[]) returns text language sql immutable parallel safe as $$
  select ' & (' || string_agg('''' || replace(replace(' ' || name || ' ' || val, '\', '\\'), '''', '''''') || '''', ' | ') || ')'
  from unnest(vals) val $$;

-- wanted: words, placeWords (all must be there); numbers, idEnding (or one of these); columns: {column: [any of these]};
-- category; customerWrote; receivedFrom, receivedTo, dueFrom, dueTo; order; afterAt, afterId; limit; newest (how many to look through).
--
-- Only nested loops: they keep the order and stop with the page.
create function find_tickets(wanted jsonb) returns table (id text, at timestamptz)
language plpgsql stable security definer set search_path from current
set random_page_cost = 1.1 set max_parallel_workers_per_gather = 0 set enable_hashjoin = off set enable_mergejoin = off
set work_mem = '32MB' set jit = off as $$
#variable_conflict use_column
declare
  newest int := coalesce((wanted ->> 'newest')::int, 6000);
  side_by_side constant int := 48;
  ticket_rows constant text := 'ticket t cross join lateral (select t.id, t.property_id, t.received_at, t.kind, t.category,
    t.priority, t.mode, t.department_id) r';
  properties text[] := string_to_array(current_setting('shouwen.properties', true), ',');
  statuses text[] := array(select jsonb_array_elements_text(wanted #> '{columns,status}'));
  is_due boolean := wanted ->> 'order' = 'due';
  most int := (wanted ->> 'limit')::int;
  of_ticket text := '';   -- conditions on what a ticket alone says (t)
  of_text text := '';     -- conditions on what its text says, too (r)
  has_index boolean := is_due;   -- whether tickets with these conditions are found in the order of the list
  stands text := '';      -- the words stand there, looked at one by one
  terms text := '';       -- the same, and of_text, as terms of the index of words
  exact text := '';       -- what the terms leave open
  in_place text := '';
  mine text := '';        -- of the person's properties
  range text := '';       -- received in this time
  page text := '';
  sorted text := 'r.received_at desc, r.id desc';
  at_column text := 'r.received_at';
  joined text := '';
  walk text;
  found_ids text[] := '{}';
  found_at timestamptz[] := '{}';
  few constant int := 1500;
  seldom boolean := false;
  by_terms text;
  look int;
  walked bigint;
  word text;
  name text;
  vals text[];
  number_branch text := '';
begin
  if properties is null or properties = '{}' or properties = '{""}' then return; end if;
  if wanted ->> 'propertyId' is not null then
    if properties <> '{*}' and not (wanted ->> 'propertyId') = any (properties) then return; end if;
    properties := array[wanted ->> 'propertyId'];
  end if;
  if properties <> '{*}' then
    mine := format(' and r.property_id = any (%L::text[])', properties);
    if cardinality(properties) <= side_by_side then terms := any_term('property_id', properties); end if;
  elsif statuses <> '{}' then
    -- The properties of the group, each by a step in an index.
    with recursive p as (
      (select property_id from ticket order by property_id limit 1) union all
      select (select t.property_id from ticket t where t.property_id > p.property_id order by t.property_id limit 1)
      from p where p.property_id is not null
    ) select array_agg(property_id) into vals from (select property_id from p limit side_by_side + 2) x where property_id is not null;
    if cardinality(vals) <= side_by_side then properties := vals; end if;
  end if;

  for name, vals in select key, array(select jsonb_array_elements_text(value)) from jsonb_each(coalesce(wanted -> 'columns', '{}')) loop
    if name in ('kind', 'priority', 'mode', 'department_id') then
      of_text := of_text || format(' and r.%I = any (%L::text[])', name, vals);
      terms := terms || any_term(name, vals);
    elsif name in ('status', 'owner_id', 'handler_id', 'worker_id', 'team_id', 'profile_id', 'ownership_offered_to', 'parent_id',
      'merged_into') then
      of_ticket := of_ticket || format(' and t.%I = any (%L::text[])', name, vals);
      has_index := has_index or name not in ('status', 'worker_id');
    else
      raise exception 'tickets are not found by %', name;
    end if;
  end loop;
  if wanted ->> 'category' is not null then
    of_text := of_text || format(' and (r.category = %1$L or starts_with(r.category, %1$L || ''/''))', wanted ->> 'category');
    terms := terms || any_term('category', array[wanted ->> 'category']);
  end if;
  if (wanted ->> 'customerWrote')::boolean then of_ticket := of_ticket || ' and t.customer_wrote_at is not null'; end if;
  if wanted ->> 'dueFrom' is not null then of_ticket := of_ticket || format(' and t.due_at >= %L', wanted ->> 'dueFrom'); end if;
  if wanted ->> 'dueTo' is not null then of_ticket := of_ticket || format(' and t.due_at < %L', wanted ->> 'dueTo'); end if;
  if wanted ->> 'receivedFrom' is not null then range := range || format(' and r.received_at >= %L', wanted ->> 'receivedFrom'); end if;
  if wanted ->> 'receivedTo' is not null then range := range || format(' and r.received_at < %L', wanted ->> 'receivedTo'); end if;

  if is_due then
    of_ticket := of_ticket || ' and t.due_at is not null and t.closed_at is null';
    if statuses = '{}' then of_ticket := of_ticket || ' and t.status <> ''merged'''; end if;
    sorted := 't.due_at, t.id';
    at_column := 't.due_at';
    if wanted ->> 'afterAt' is not null then
      of_ticket := of_ticket || format(' and (t.due_at, t.id) > (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
    end if;
  elsif wanted ->> 'afterAt' is not null then
    page := format(' and (r.received_at, r.id) < (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
  end if;
  if of_ticket <> '' then joined := ' join ticket t on t.id = r.id'; end if;

  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'words', '[]')) loop
    stands := stands || format(' and strpos(r.words, %L) > 0', word);
    terms := terms || ' & (' || bigram_query(word) || ')';
    -- Of one or two characters the index says all; of more it says that their pairs are there, not that they stand together.
    if char_length(word) > 2 then exact := exact || format(' and strpos(r.words, %L) > 0', word); end if;
  end loop;
  -- A place is part of the words: its pairs are looked for there, and only then whether they stand in the place.
  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'placeWords', '[]')) loop
    stands := stands || format(' and strpos(r.place, %L) > 0', word);
    terms := terms || ' & (' || bigram_query(word) || ')';
    exact := exact || format(' and strpos(r.place, %L) > 0', word);
    in_place := in_place || format(' and strpos(search_text(t.state ->> ''place''), %L) > 0', word);
  end loop;

  if stands <> '' then
    -- What stands in every tenth or so is soon found; what few texts have is in the index, at once.
    by_terms := format('select r.id, r.received_at from ticket_text r
      where search_terms(r.words, r.property_id, r.kind, r.category, r.priority, r.mode, r.department_id) @@ %L::tsquery%s%s%s%s%s',
      substr(terms, 4), mine, range, page, of_text, exact);
    foreach look in array array[newest / 10, newest] loop
      if look = newest then
        execute format('select count(*) < %s from (%s limit %1$s) x', few, by_terms) into seldom;
        exit when seldom;
      end if;
      walk := null;
      if has_index then
        walk := format('select t.id, t.received_at, t.due_at from %s where true%s%s%s%s%s', ticket_rows, mine, range, page, of_text, of_ticket);
      elsif statuses <> '{}' and properties <> '{*}' and cardinality(properties) * cardinality(statuses) <= side_by_side then
        select string_agg(format('(select t.id, t.received_at, t.due_at from %s
          where t.property_id = %L and t.status = %L%s%s%s%s order by %s limit %s)',
          ticket_rows, p, s, range, page, of_text, of_ticket, sorted, look), ' union all ') into walk
        from unnest(properties) p, unnest(statuses) s;
      end if;
      if walk is not null then
        -- The newest tickets, or those due next, for which all else holds; where there are no more of them, that is all.
        walk := format('select t.* from (%s) t order by %s limit %s', walk, replace(sorted, 'r.', 't.'), look);
        execute format('select array_agg(f.id), array_agg(f.at) from (select r.id, %s as at from (%s) t
            join ticket_text r on r.received_at = t.received_at and r.id = t.id where true%s order by %s limit %s) f',
          at_column, walk, stands, replace(sorted, 'r.', 't.'), most) into found_ids, found_at;
      else
        walk := format('select r.* from ticket_text r where true%s%s', range, page);
        if mine <> '' and cardinality(properties) <= side_by_side then
          select string_agg(format('(%s and r.property_id = %L order by %s limit %s)', walk, p, sorted, look), ' union all ') into walk
          from unnest(properties) p;
        end if;
        walk := format('select r.* from (%s) r order by %s limit %s', walk, sorted, look);
        execute format('select array_agg(f.id), array_agg(f.at) from (select r.id, r.received_at as at from (%s) r%s
            where true%s%s%s%s order by %s limit %s) f',
          walk, joined, mine, of_text, stands, of_ticket, sorted, most) into found_ids, found_at;
      end if;
      if coalesce(cardinality(found_ids), 0) < most then
        execute format('select count(*) from (%s) x', walk) into walked;
      end if;
      exit when coalesce(cardinality(found_ids), 0) >= most or walked < look;
    end loop;
  end if;
  if stands <> '' and (seldom or coalesce(cardinality(found_ids), 0) < most and walked >= newest) then
    execute format('select array_agg(f.id), array_agg(f.at) from (select r.id, %s as at from (
        %s order by r.received_at desc, r.id desc offset 0) r%s where true%s order by %s limit %s) f',
      at_column, by_terms, joined, of_ticket, sorted, most) into found_ids, found_at;
  end if;

  -- A number names few tickets, wherever they stand; words of the place, where wanted too, must be there as well.
  if jsonb_array_length(coalesce(wanted -> 'numbers', '[]')) > 0 or wanted ->> 'idEnding' is not null then
    number_branch := format(' union (select t.id, %s as at from %s
        where (t.number = any (%L::text[])%s)%s%s%s%s%s%s order by %s limit %s)',
      case when is_due then 't.due_at' else 't.received_at' end, ticket_rows,
      array(select jsonb_array_elements_text(wanted -> 'numbers')),
      case when wanted ->> 'idEnding' is null then '' else format(' or right(t.id, 8) = %L', wanted ->> 'idEnding') end,
      mine, range, page, in_place, of_text, of_ticket, sorted, most);
  end if;
  return query execute format('select id, at from ((select * from unnest($1, $2) as f(id, at))%s) found order by %s limit %s',
    number_branch, case when is_due then 'at, id' else 'at desc, id desc' end, most) using found_ids, found_at;
end $$;
revoke execute on function find_tickets(jsonb) from public;
grant execute on function find_tickets(jsonb) to routing_people;
