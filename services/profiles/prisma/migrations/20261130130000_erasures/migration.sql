-- Erasures that were asked for and can still be withdrawn, by when they are carried out.
alter table profile add column erase_at timestamptz;
create index profile_erase_at on profile (erase_at, id) where erase_at is not null;
