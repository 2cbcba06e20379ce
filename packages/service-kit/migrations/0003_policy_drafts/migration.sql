-- A version of a rule may end; from then on what is inherited holds again.
alter table policy add column effective_until timestamptz;

-- Rules that somebody is still writing. They may have gaps; nothing is decided by them.
create table policy_draft (
  id text primary key,
  version int not null,
  kind text not null,
  scope text not null,
  body jsonb not null,
  effective_from timestamptz,
  effective_until timestamptz,
  note text,
  updated_by text not null,
  updated_at timestamptz not null default clock_timestamp()
);
