-- What a customer wrote about an open matter and nobody has answered yet: the first thing that its owner looks for.
alter table ticket add column customer_wrote_at timestamptz;
create index ticket_customer_wrote on ticket (property_id, customer_wrote_at) where customer_wrote_at is not null;

-- Who read what was written about a ticket is asked for by the ticket.
create index audit_subject on audit (subject, seq desc);
