-- The dispatcher takes messages in the order in which they fall due, so that one index serves both what may go and in which order.
create index message_next on message (due_at, asked_at, asked_seq, id) where status in ('queued', 'deferred');
drop index message_due;
drop index message_waiting;
