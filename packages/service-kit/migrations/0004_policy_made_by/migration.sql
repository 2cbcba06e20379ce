-- The command by which a version was published: the same command that comes twice publishes once.
alter table policy add column made_by text;
create unique index policy_made_by on policy (made_by) where made_by is not null;
