-- Lists page by key from an index, whoever asks for them and however many tickets there are.
create index ticket_received on ticket (received_at desc, id desc);
create index ticket_status on ticket (property_id, status, received_at desc, id desc);
create index ticket_team on ticket (team_id, received_at desc, id desc) where team_id is not null;
create index ticket_handler on ticket (handler_id, received_at desc, id desc) where handler_id is not null;
drop index ticket_owner;
create index ticket_owner on ticket (owner_id, received_at desc, id desc) where owner_id is not null;
create index ticket_due on ticket (property_id, due_at, id) where due_at is not null and closed_at is null;

-- Counting what is open walks what is open, not what ever was.
create index ticket_counted on ticket (property_id, status, due_at, breached) where closed_at is null and mode = 'live';
create index ticket_ended on ticket (closed_at, property_id, status) where closed_at is not null and mode = 'live';

-- How many tickets had ended before a day (UTC), by property and state. A job moves the day on and sets the sums in the
-- same statement; what ended since is counted from the tickets.
create table ticket_total (
  property_id text not null,
  status text not null,
  count bigint not null,
  primary key (property_id, status)
);
create table ticket_tallied (one boolean primary key default true check (one), until date not null);
insert into ticket_tallied (until) values ('0001-01-01');

alter table ticket_total enable row level security;
alter table ticket_total force row level security;
create policy machine on ticket_total to routing using (true) with check (true);
create policy people on ticket_total for select to routing_people
  using (current_setting('shouwen.properties', true) = '*'
    or property_id = any (string_to_array(current_setting('shouwen.properties', true), ',')));
alter table ticket_tallied enable row level security;
alter table ticket_tallied force row level security;
create policy machine on ticket_tallied to routing using (true) with check (true);
create policy people on ticket_tallied for select to routing_people using (true);
