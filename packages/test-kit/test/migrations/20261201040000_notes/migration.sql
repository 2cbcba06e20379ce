create table note (id int generated always as identity primary key, property_id text not null, words text not null);
select protect_by_property('note');
