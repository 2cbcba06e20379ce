-- A due moment that cannot be fired waits by itself, as a message does: so many tries, and not before then.
alter table timer
  add column tries int not null default 0,
  add column next_try_at timestamptz,
  add column first_failed_at timestamptz;
create index timer_failing on timer (next_try_at) where next_try_at is not null;
