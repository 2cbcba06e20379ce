-- The same function, sooner done. Words that stand often are found by walking the newest first, which stops when the page is
-- full; those that stand seldom through the index of words. The planner cannot tell them apart: it multiplies how often each
-- pair stands, as if 水龙, 龙头 and 头漏 had nothing to do with one another. So the newest few thousand are looked through
-- first, and what is not plenty among those is seldom enough to be fetched through the index and sorted.
--
-- wanted: words, placeWords (all must be there); numbers, idEnding (or one of these); columns: {column: [any of these]};
-- category; customerWrote; receivedFrom, receivedTo, dueFrom, dueTo; order; afterAt, afterId; limit.
create or replace function find_tickets(wanted jsonb) returns table (id text, at timestamptz)
language plpgsql stable security definer set search_path from current
set random_page_cost = 1.1 set max_parallel_workers_per_gather = 0 as $$
#variable_conflict use_column
declare
  newest constant int := 6000;
  properties text[] := string_to_array(current_setting('shouwen.properties', true), ',');
  is_due boolean := wanted ->> 'order' = 'due';
  most int := (wanted ->> 'limit')::int;
  of_ticket text := '';   -- conditions on t
  has_index boolean := is_due;   -- whether tickets with these conditions are found in the order of the list
  stands text := '';      -- the words stand there, looked at one by one
  in_index text := '';    -- the same through the index of words
  in_place text := '';
  range text := '';       -- conditions on r
  page text := '';
  sorted text := 'r.received_at desc, r.id desc';
  at_column text := 'r.received_at';
  joined text := '';
  found_ids text[] := '{}';
  found_at timestamptz[] := '{}';
  walked bigint;
  word text;
  name text;
  vals jsonb;
  number_branch text := '';
begin
  if properties is null or properties = '{}' or properties = '{""}' then return; end if;
  if wanted ->> 'propertyId' is not null then
    if properties <> '{*}' and not (wanted ->> 'propertyId') = any (properties) then return; end if;
    properties := array[wanted ->> 'propertyId'];
  end if;
  if properties <> '{*}' then
    range := case when cardinality(properties) = 1 then format(' and r.property_id = %L', properties[1])
      else format(' and r.property_id = any (%L::text[])', properties) end;
  end if;

  for name, vals in select * from jsonb_each(coalesce(wanted -> 'columns', '{}')) loop
    if name not in ('status', 'mode', 'kind', 'priority', 'owner_id', 'handler_id', 'worker_id', 'team_id', 'department_id',
      'profile_id', 'ownership_offered_to', 'parent_id', 'merged_into') then
      raise exception 'tickets are not found by %', name;
    end if;
    has_index := has_index or name in ('owner_id', 'handler_id', 'team_id', 'profile_id', 'ownership_offered_to', 'parent_id',
      'merged_into') or (name = 'status' and cardinality(properties) = 1 and properties <> '{*}');
    of_ticket := of_ticket || format(' and t.%I = any (%L::text[])', name, array(select jsonb_array_elements_text(vals)));
  end loop;
  if wanted ->> 'category' is not null then
    of_ticket := of_ticket || format(' and (t.category = %1$L or starts_with(t.category, %1$L || ''/''))', wanted ->> 'category');
  end if;
  if (wanted ->> 'customerWrote')::boolean then of_ticket := of_ticket || ' and t.customer_wrote_at is not null'; end if;
  if wanted ->> 'dueFrom' is not null then of_ticket := of_ticket || format(' and t.due_at >= %L', wanted ->> 'dueFrom'); end if;
  if wanted ->> 'dueTo' is not null then of_ticket := of_ticket || format(' and t.due_at < %L', wanted ->> 'dueTo'); end if;
  if wanted ->> 'receivedFrom' is not null then range := range || format(' and r.received_at >= %L', wanted ->> 'receivedFrom'); end if;
  if wanted ->> 'receivedTo' is not null then range := range || format(' and r.received_at < %L', wanted ->> 'receivedTo'); end if;

  if is_due then
    of_ticket := of_ticket || ' and t.due_at is not null and t.closed_at is null';
    if wanted #> '{columns,status}' is null then of_ticket := of_ticket || ' and t.status <> ''merged'''; end if;
    sorted := 't.due_at, t.id';
    at_column := 't.due_at';
    if wanted ->> 'afterAt' is not null then
      of_ticket := of_ticket || format(' and (t.due_at, t.id) > (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
    end if;
  elsif wanted ->> 'afterAt' is not null then
    page := format(' and (r.received_at, r.id) < (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
  end if;
  if of_ticket <> '' then joined := ' join ticket t on t.id = r.id and t.received_at = r.received_at'; end if;

  -- Of one or two characters the index says all; of more it says that their pairs are there, not that they stand together.
  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'words', '[]')) loop
    stands := stands || format(' and strpos(r.words, %L) > 0', word);
    in_index := in_index || format(' and bigrams(r.words) @@ %L::tsquery', bigram_query(word))
      || case when char_length(word) > 2 then format(' and strpos(r.words, %L) > 0', word) else '' end;
  end loop;
  -- A place is part of the words: its pairs are looked for there, and only then whether they stand in the place.
  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'placeWords', '[]')) loop
    stands := stands || format(' and strpos(r.place, %L) > 0', word);
    in_index := in_index || format(' and bigrams(r.words) @@ %L::tsquery and strpos(r.place, %L) > 0', bigram_query(word), word);
    in_place := in_place || format(' and strpos(search_text(t.state ->> ''place''), %L) > 0', word);
  end loop;

  if stands <> '' and has_index then
    -- The newest tickets, or those due next, for which all else holds; where there are no more of them, that is all.
    execute format('select array_agg(f.id), array_agg(f.at) from (
        select r.id, %1$s as at from (select t.id, t.received_at, t.property_id, t.due_at from ticket t
          cross join lateral (select t.id, t.received_at, t.property_id) r where true%2$s%3$s%4$s order by %5$s limit %6$s) t
        join ticket_text r on r.received_at = t.received_at and r.id = t.id where true%7$s order by %5$s limit %8$s) f',
      at_column, range, page, of_ticket, sorted, newest, stands, most) into found_ids, found_at;
    if coalesce(cardinality(found_ids), 0) < most then
      execute format('select count(*) from (select from ticket t cross join lateral (select t.id, t.received_at, t.property_id) r
        where true%s%s%s limit %s) x', range, page, of_ticket, newest) into walked;
    end if;
  elsif stands <> '' and (properties = '{*}' or cardinality(properties) = 1) then
    execute format('select array_agg(f.id), array_agg(f.at) from (
        select r.id, r.received_at as at from (select * from ticket_text r where true%s%s order by %s limit %s) r%s
        where true%s%s order by %s limit %s) f',
      range, page, sorted, newest, joined, stands, of_ticket, sorted, most) into found_ids, found_at;
  end if;
  if stands <> '' and coalesce(cardinality(found_ids), 0) < most and coalesce(walked, newest) >= newest then
    execute format('select array_agg(f.id), array_agg(f.at) from (
        select r.id, %s as at from ticket_text r%s where true%s%s%s%s order by %s limit %s) f',
      at_column, joined, range, page, in_index, of_ticket, sorted, most) into found_ids, found_at;
  end if;

  -- A number names few tickets, wherever they stand; words of the place, where wanted too, must be there as well.
  if jsonb_array_length(coalesce(wanted -> 'numbers', '[]')) > 0 or wanted ->> 'idEnding' is not null then
    number_branch := format(' union (select t.id, %s as at from ticket t
        cross join lateral (select t.id, t.property_id, t.received_at) r
        where (t.number = any (%L::text[])%s)%s%s%s%s order by %s limit %s)',
      case when is_due then 't.due_at' else 't.received_at' end,
      array(select jsonb_array_elements_text(wanted -> 'numbers')),
      case when wanted ->> 'idEnding' is null then '' else format(' or right(t.id, 8) = %L', wanted ->> 'idEnding') end,
      range, page, in_place, of_ticket, sorted, most);
  end if;
  return query execute format('select id, at from ((select * from unnest($1, $2) as f(id, at))%s) found order by %s limit %s',
    number_branch, case when is_due then 'at, id' else 'at desc, id desc' end, most) using found_ids, found_at;
end $$;
