-- How many requests a property took in a time: reports say by it whether every one of them has become a ticket.
create index request_property on request (property_id, received_at);
