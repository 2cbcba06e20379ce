-- Of a long queue most have been told that nobody is free; without an index of those that have not, each look walked it whole.
create index ticket_untold on ticket (team_id, priority_rank, received_at)
  where status = 'queued' and mode = 'live' and not no_handler_told;
