-- Customers: personal fields only sealed. `contact_indexes` finds a customer by a contact that nobody can read here;
-- it is a column and not a table, so that an erasure empties it in the statement that saves the erasure.
create table profile (
  id text primary key,
  version bigint not null,
  state jsonb not null,
  status text not null,
  property_ids text[] not null,
  contact_indexes text[] not null
);
create index profile_contact on profile using gin (contact_indexes);

-- A customer belongs to every property that knows them.
alter table profile enable row level security;
alter table profile force row level security;
create policy machine on profile to profiles using (true) with check (true);
create policy people on profile for select to profiles_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_ids && string_to_array(current_setting('shouwen.properties', true), ','));

create index audit_subject on audit (subject, seq);
