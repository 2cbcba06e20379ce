-- Under forced row-level security the owner of the tables sees no row: what 0005 and 0007 filled in was nothing.
alter table ticket no force row level security;
update ticket set profile_id = state ->> 'profileId', ownership_offered_to = state ->> 'ownershipOfferedTo'
where profile_id is distinct from state ->> 'profileId'
   or ownership_offered_to is distinct from state ->> 'ownershipOfferedTo';
alter table ticket force row level security;

-- What goes on in another ticket is nobody's to own, to count or to be late with.
drop index ticket_ownerless;
create index ticket_ownerless on ticket (property_id, received_at)
  where owner_id is null and mode = 'live' and closed_at is null and status <> 'merged';
drop index ticket_due;
create index ticket_due on ticket (property_id, due_at, id)
  where due_at is not null and closed_at is null and status <> 'merged';
drop index ticket_counted;
create index ticket_counted on ticket (property_id, status, due_at, breached)
  where closed_at is null and mode = 'live' and status <> 'merged';
-- The tickets of leavers are looked for among what is open, not among all that they ever owned.
create index ticket_owned_open on ticket (owner_id)
  where closed_at is null and mode = 'live' and ownership_offered_to is null and status <> 'merged';
