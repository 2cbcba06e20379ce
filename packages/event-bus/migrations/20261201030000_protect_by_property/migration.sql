-- Puts a table under forced row-level security: the machine reads and writes all of it, a person reads the rows of the
-- properties of which the session says that they are theirs ('*': of all).
create function protect_by_property(thing regclass, property_column name default 'property_id')
returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', thing);
  execute format('alter table %s force row level security', thing);
  execute format('create policy machine on %s to %I using (true) with check (true)', thing, current_schema());
  execute format(
    'create policy people on %s for select to %I
       using (current_setting(''shouwen.properties'', true) = ''*''
         or %I = any (string_to_array(current_setting(''shouwen.properties'', true), '','')))',
    thing, current_schema() || '_people', property_column);
end $$;
