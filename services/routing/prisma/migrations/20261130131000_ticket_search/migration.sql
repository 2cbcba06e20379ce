-- Words by which people find tickets: the summary and the place, written once when a ticket opens. A table beside the ticket,
-- because every step of a ticket's life writes its row anew, into all of its indexes.
create function search_text(t text) returns text language sql immutable parallel safe as $$
  select lower(normalize(t, NFKC)) $$;

-- Every two characters that stand together, and so the last one alone: Chinese has no spaces, and two characters are a word.
create function bigrams(t text) returns tsvector language sql immutable strict parallel safe as $$
  select array_to_tsvector(coalesce(array_agg(distinct g), '{}')) from (
    select c || coalesce(lead(c) over (order by i), '') as g, c
    from unnest(string_to_array(t, null)) with ordinality u(c, i)) x
  where c !~ '[[:space:][:punct:]]' $$;

-- One character is the beginning of the pairs that begin with it.
create function bigram_query(w text) returns tsquery language sql immutable strict parallel safe as $$
  select case when char_length(w) = 1 then (quote_literal(w) || ':*')::tsquery else
    (select string_agg(quote_literal(substr(w, i, 2)), ' & ')::tsquery from generate_series(1, char_length(w) - 1) i) end $$;

create table ticket_text (
  id text not null,
  property_id text not null,
  received_at timestamptz not null,
  words text not null,
  place text not null,
  primary key (received_at, id)
);

create function index_opened_tickets() returns trigger language plpgsql as $$
begin
  insert into ticket_text (id, property_id, received_at, words, place)
  select id, property_id, received_at,
    search_text(concat_ws(' ', state ->> 'summary', state ->> 'place')), search_text(coalesce(state ->> 'place', ''))
  from opened;
  return null;
end $$;
create trigger index_opened_tickets after insert on ticket referencing new table as opened
  for each statement execute function index_opened_tickets();

-- Row-level security keeps an index of words from being used: what compares words might tell of rows that may not be seen.
-- People search through a function instead that runs as the owner of the tables. It reads the person's properties
-- itself, from where row-level security reads them, and answers ids and moments only: the tickets are read under it.
create policy search on ticket for select to routing_owner using (true);

insert into ticket_text (id, property_id, received_at, words, place)
select id, property_id, received_at,
  search_text(concat_ws(' ', state ->> 'summary', state ->> 'place')), search_text(coalesce(state ->> 'place', ''))
from ticket;
create index ticket_text_property on ticket_text (property_id, received_at desc, id desc);
create index ticket_text_words on ticket_text using gin (bigrams(words)) with (gin_pending_list_limit = 256);
analyze ticket_text;

-- wanted: words, placeWords (all must be there); numbers, idEnding (or one of these); columns: {column: [any of these]};
-- category; customerWrote; receivedFrom, receivedTo, dueFrom, dueTo; order; afterAt, afterId; limit.
create function find_tickets(wanted jsonb) returns table (id text, at timestamptz)
language plpgsql stable security definer set search_path from current set random_page_cost = 1.1 as $$
#variable_conflict use_column
declare
  properties text[] := string_to_array(current_setting('shouwen.properties', true), ',');
  is_due boolean := wanted ->> 'order' = 'due';
  most int := (wanted ->> 'limit')::int;
  of_ticket text := '';
  of_text text := '';
  range text := '';
  page text := '';
  sorted text;
  branches text[] := '{}';
  word text;
  name text;
  vals jsonb;
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
    if wanted ->> 'afterAt' is not null then
      of_ticket := of_ticket || format(' and (t.due_at, t.id) > (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
    end if;
  else
    sorted := 'r.received_at desc, r.id desc';
    if wanted ->> 'afterAt' is not null then
      page := format(' and (r.received_at, r.id) < (%L, %L)', wanted ->> 'afterAt', wanted ->> 'afterId');
    end if;
  end if;

  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'words', '[]')) loop
    of_text := of_text || format(' and bigrams(r.words) @@ %L::tsquery and r.words like %L', bigram_query(word), '%' || word || '%');
  end loop;
  -- A place is part of the words: its pairs are looked for there, and only then whether they stand in the place.
  for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'placeWords', '[]')) loop
    of_text := of_text || format(' and bigrams(r.words) @@ %L::tsquery and r.place like %L', bigram_query(word), '%' || word || '%');
  end loop;

  if of_text <> '' then
    branches := branches || format('(select r.id, %s as at from ticket_text r%s where true%s%s%s%s order by %s limit %s)',
      case when is_due then 't.due_at' else 'r.received_at' end,
      case when of_ticket = '' then '' else ' join ticket t on t.id = r.id' end, range, page, of_text, of_ticket, sorted, most);
  end if;
  -- A number names few tickets, wherever they stand; words of the place, where wanted too, must be there as well.
  if jsonb_array_length(coalesce(wanted -> 'numbers', '[]')) > 0 or wanted ->> 'idEnding' is not null then
    of_text := '';
    for word in select search_text(value) from jsonb_array_elements_text(coalesce(wanted -> 'placeWords', '[]')) loop
      of_text := of_text || format(' and search_text(t.state ->> ''place'') like %L', '%' || word || '%');
    end loop;
    branches := branches || format('(select t.id, %s as at from ticket t cross join lateral (select t.id, t.property_id, t.received_at) r
        where (t.number = any (%L::text[])%s)%s%s%s%s order by %s limit %s)',
      case when is_due then 't.due_at' else 't.received_at' end,
      array(select jsonb_array_elements_text(wanted -> 'numbers')),
      case when wanted ->> 'idEnding' is null then '' else format(' or right(t.id, 8) = %L', wanted ->> 'idEnding') end,
      range, page, of_text, of_ticket, sorted, most);
  end if;
  if branches = '{}' then return; end if;
  return query execute format('select id, at from (%s) found order by %s limit %s', array_to_string(branches, ' union '),
    case when is_due then 'at, id' else 'at desc, id desc' end, most);
end $$;
revoke execute on function find_tickets(jsonb) from public;
grant execute on function find_tickets(jsonb) to routing_people;
