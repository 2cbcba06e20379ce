-- Whom an incident gave something already: each customer of it is given something once.
create index remedy_incident on remedy ((state ->> 'incidentId')) where state ->> 'incidentId' is not null;
