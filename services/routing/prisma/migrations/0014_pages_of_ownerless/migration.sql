-- Tickets that nobody owns are looked through page by page: where nobody is on duty, those of other properties do not wait.
drop index ticket_ownerless;
create index ticket_ownerless on ticket (property_id, id)
  where owner_id is null and mode = 'live' and closed_at is null and status <> 'merged';

-- What was asked for a ticket that was cancelled is withdrawn.
create index approval_open_of_ticket on approval (ticket_id) where status = 'open' and ticket_id is not null;
