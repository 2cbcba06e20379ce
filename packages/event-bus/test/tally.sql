create table tally (id text primary key, version bigint not null, state jsonb not null, heard int not null);
create table heard_tally (id text primary key, version bigint not null, state jsonb not null, heard int not null);
create table unlike_tally (id text primary key, version bigint not null, state jsonb not null, heard int not null unique);
