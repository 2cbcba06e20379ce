-- Tickets that people take themselves: the assigner walks past them without reading them.
alter table ticket add column for_claim boolean not null default false;
drop index ticket_queue;
drop index ticket_untold;
create index ticket_queue on ticket (team_id, priority_rank, received_at)
  where status = 'queued' and mode = 'live' and not for_claim;
create index ticket_untold on ticket (team_id, priority_rank, received_at)
  where status = 'queued' and mode = 'live' and not for_claim and not no_handler_told;
create index ticket_claim on ticket (team_id, priority_rank, received_at)
  where status = 'queued' and mode = 'live' and for_claim;
