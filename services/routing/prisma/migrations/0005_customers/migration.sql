-- A customer who comes back reaches the owner of their open ticket; a third complaint calls in the general manager.
alter table ticket add column profile_id text;
update ticket set profile_id = state ->> 'profileId' where state ->> 'profileId' is not null;
create index ticket_profile on ticket (profile_id) where profile_id is not null;
-- A notice says how many there were before at the same place for the same reason.
create index ticket_violation on ticket (property_id, category, (state ->> 'place')) where kind = 'violation';
-- Rules that are put on old tickets walk through the open ones of a property.
create index ticket_open on ticket (property_id, id)
  where mode = 'live' and status in ('queued', 'offered', 'accepted', 'in_progress', 'waiting');
