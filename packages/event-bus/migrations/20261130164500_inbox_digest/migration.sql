-- Two bytes of what a command said: enough to find a key that is used again for something else, too little to find a
-- phone number by.
alter table inbox add column body_digest int;
