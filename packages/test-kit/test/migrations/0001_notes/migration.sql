create table note (id int generated always as identity primary key, property_id text not null, words text not null);
alter table note enable row level security;
alter table note force row level security;
create policy everything on note to probe using (true) with check (true);
create policy own_properties on note for select to probe_people
  using (property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));

create table outbox (seq bigint generated always as identity primary key, payload text not null);
