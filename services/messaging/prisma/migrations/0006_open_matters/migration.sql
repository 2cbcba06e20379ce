-- Which tickets of a customer are not over: what they write is about one of these, or about something new.
create index matter_not_over on matter ((state #>> '{ticket,profileId}'), id)
  where coalesce((state ->> 'over')::boolean, false) = false;

-- A text that does not ship begins at version 1, as people count.
alter table template drop constraint template_version_check;
alter table template add constraint template_version_check check (version > 0);

-- Whose erasure is asked for: nothing is sent to them, until it is done or withdrawn.
create table erasure_request (
  profile_id text primary key,
  requested boolean not null,
  said_at timestamptz not null
);
