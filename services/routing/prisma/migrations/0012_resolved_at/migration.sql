-- When its work was done: whoever did it has been idle since.
alter table ticket add column resolved_at timestamptz;
