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

-- What is looked for in one scan of the index: the pairs, and what people narrow a search down by and what seldom
-- changes. Its terms begin with a space, as no pair does. A category lies in those above it.
create function search_terms(words text, property_id text, kind text, category text, priority text, mode text, department_id text)
returns tsvector language sql immutable parallel safe set search_path from current as $$
  select bigrams(words) || array_to_tsvector(array_remove(array[' property_id ' || property_id, ' kind ' || kind,
    ' priority ' || priority, ' mode ' || mode, ' department_id ' || department_id], null)
    || array(select ' category ' || array_to_string((string_to_array(category, '/'))[:depth], '/')
      from generate_series(1, cardinality(string_to_array(category, '/'))) depth)) $$;

create table ticket_text (
  id text not null,
  property_id text not null,
  received_at timestamptz not null,
  kind text not null,
  category text not null,
  priority text not null,
  mode text not null,
  department_id text,
  words text not null,
  place text not null,
  primary key (received_at, id)
);

create function index_opened_tickets() returns trigger language plpgsql as $$
begin
  insert into ticket_text (id, property_id, received_at, kind, category, priority, mode, department_id, words, place)
  select id, property_id, received_at, kind, category, priority, mode, department_id,
    search_text(concat_ws(' ', state ->> 'summary', state ->> 'place')), search_text(coalesce(state ->> 'place', ''))
  from opened;
  return null;
end $$;
create trigger index_opened_tickets after insert on ticket referencing new table as opened
  for each statement execute function index_opened_tickets();

create function index_moved_ticket() returns trigger language plpgsql set search_path from current as $$
begin
  update ticket_text set (kind, category, priority, mode, department_id) =
    (new.kind, new.category, new.priority, new.mode, new.department_id)
  where received_at = new.received_at and id = new.id;
  return null;
end $$;
create trigger index_moved_ticket after update on ticket for each row
  when ((old.kind, old.category, old.priority, old.mode, old.department_id)
    is distinct from (new.kind, new.category, new.priority, new.mode, new.department_id))
  execute function index_moved_ticket();

-- Row-level security keeps an index of words from being used: what compares words might tell of rows that may not be seen.
-- People search through a function instead that runs as the owner of the tables. It reads the person's properties
-- itself, from where row-level security reads them, and answers ids and moments only: the tickets are read under it.
create policy search on ticket for select to routing_owner using (true);

insert into ticket_text (id, property_id, received_at, kind, category, priority, mode, department_id, words, place)
select id, property_id, received_at, kind, category, priority, mode, department_id,
  search_text(concat_ws(' ', state ->> 'summary', state ->> 'place')), search_text(coalesce(state ->> 'place', ''))
from ticket;
create index ticket_text_property on ticket_text (property_id, received_at desc, id desc);
create index ticket_text_words on ticket_text using gin (
  search_terms(words, property_id, kind, category, priority, mode, department_id)) with (gin_pending_list_limit = 256);
analyze ticket_text;
