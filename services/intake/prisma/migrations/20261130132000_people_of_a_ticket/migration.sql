-- Who may read what a customer wrote: the people of the ticket that their request became. And what people call it.
alter table ticket_watch add column owner_id text, add column handler_id text, add column team_id text,
  add column number text;
