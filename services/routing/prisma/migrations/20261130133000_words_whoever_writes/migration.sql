-- Whoever writes tickets, a restore or an operator with another search path too, writes their words.
alter function index_opened_tickets() set search_path from current;
