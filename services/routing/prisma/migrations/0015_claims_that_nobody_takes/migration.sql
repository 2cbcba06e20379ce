-- A queue from which people take by themselves is told of when nobody is there to take.
create index ticket_claim_untold on ticket (team_id, priority_rank, received_at)
  where status = 'queued' and mode = 'live' and for_claim and not no_handler_told;
