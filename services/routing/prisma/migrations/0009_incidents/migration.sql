-- The children of an incident's ticket: what becomes of it becomes of them.
alter table ticket add column parent_id text;
create index ticket_child on ticket (parent_id, id) where parent_id is not null;
create index ticket_child_open on ticket (parent_id) where parent_id is not null and mode = 'live'
  and status in ('queued', 'offered', 'accepted', 'in_progress', 'waiting');
create index remedy_approval on remedy ((state ->> 'approvalId')) where state ->> 'approvalId' is not null;
