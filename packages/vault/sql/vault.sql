-- The keys of all persons. Run as vault_owner inside schema vault; safe to run again at any time.
-- Nobody reaches the tables: the services that keep what people write call these functions, only profiles erases.

select pg_advisory_xact_lock(hashtext('shouwen.vault')); -- two starts at once would replace a function concurrently

create table if not exists vault.person_key (
  subject    text primary key check (subject ~ '^[a-z]{3}_[A-Za-z0-9_-]{1,64}$'),
  wrapped    bytea check (octet_length(wrapped) between 32 and 256),
  created_at timestamptz not null default clock_timestamp(),
  erased_at  timestamptz,
  check ((wrapped is null) = (erased_at is not null))
);

-- An erased key must not lie about in a dead row: every one of them brings the vacuum on its next round.
alter table vault.person_key set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

create table if not exists vault.erasure (
  id      bigint generated always as identity primary key,
  subject text not null,
  actor   text not null check (actor <> ''),
  role    text not null,
  had_key boolean not null,
  at      timestamptz not null default clock_timestamp()
);

-- Gives each subject the key offered for it unless it has one, and returns the key that stands: whoever comes
-- first wins, everybody gets the same. An erased subject stays erased. Sorted, so that two batches cannot deadlock.
create or replace function vault.mint(offered jsonb)
  returns table (subject text, wrapped bytea, erased boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  insert into vault.person_key (subject, wrapped)
    select o.subject, decode(o.wrapped, 'base64')
      from jsonb_to_recordset(offered) as o (subject text, wrapped text)
     where not exists (select from vault.person_key k where k.subject = o.subject)
     order by o.subject
    on conflict do nothing;
  return query -- a statement of its own sees what a concurrent batch has committed meanwhile
    select k.subject, k.wrapped, k.erased_at is not null
      from vault.person_key k
     where k.subject in (select o.subject from jsonb_to_recordset(offered) as o (subject text));
end $$;

-- The keys of these subjects. A subject that never had one is not among the rows.
create or replace function vault.keys(subjects text[])
  returns table (subject text, wrapped bytea, erased boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select k.subject, k.wrapped, k.erased_at is not null from vault.person_key k where k.subject = any (subjects)
$$;

-- Destroys the key of a subject, for good: none can be minted again. True when this call did it.
create or replace function vault.erase(subject text, actor text)
  returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  held boolean;
begin
  insert into vault.person_key as k (subject, wrapped, erased_at)
    values (erase.subject, null, clock_timestamp())
    on conflict do nothing;
  if found then
    held := false;
  else
    update vault.person_key k set wrapped = null, erased_at = clock_timestamp()
     where k.subject = erase.subject and k.erased_at is null;
    if not found then
      return false;
    end if;
    held := true;
  end if;
  insert into vault.erasure (subject, actor, role, had_key)
    values (erase.subject, erase.actor, session_user, held);
  return true;
end $$;

-- Rights are set anew on each run. A new function may come with rights for every user of the vault (default
-- privileges of the schema): whoever has got one to erase loses it here, whatever the role is called.
do $$
declare
  member name;
begin
  revoke all on all tables in schema vault from public;
  revoke all on all functions in schema vault from public;
  for member in
    select distinct acl.grantee::regrole::text
      from pg_proc p, aclexplode(p.proacl) acl
     where p.oid = 'vault.erase(text, text)'::regprocedure and acl.grantee not in (0, p.proowner)
  loop
    execute format('revoke all on function vault.erase(text, text) from %s', member);
  end loop;
  for member in
    select rolname from pg_roles where rolname in ('intake', 'routing', 'profiles', 'messaging', 'callbacks', 'scoring', 'workforce')
  loop
    execute format('revoke all on all tables in schema vault from %I', member);
    execute format('grant usage on schema vault to %I', member);
    execute format('grant execute on function vault.mint(jsonb), vault.keys(text[]) to %I', member);
    if member = 'profiles' then
      execute format('grant execute on function vault.erase(text, text) to %I', member);
    end if;
  end loop;
end $$;
