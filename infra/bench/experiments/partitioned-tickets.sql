-- What partitions by closing month would cost (ADR 0014). On a running platform with one ticket at least, $URL being its
-- database as the superuser (.shouwen/stack.json):
--   psql $URL -f infra/bench/experiments/partitioned-tickets.sql
--   for t in plain parted; do
--     for q in "update exp.$t set version = version + 1, state = state where id = 'tic_' || :n returning version;" \
--              "select state, version from exp.$t where id = 'tic_' || :n;" \
--              "select state from exp.$t where property_id = 'prp_lakeside' order by received_at desc, id desc limit 50;"; do
--       printf '\\set n random(1, 3000)\n%s\n' "$q" | pgbench -n -M prepared -c 4 -T 5 -f /dev/stdin $URL | grep tps; done; done
--   psql $URL -c 'drop schema exp cascade'
create schema exp;
create table exp.plain (like routing.ticket including all);
create table exp.parted (like routing.ticket, month date not null default 'infinity') partition by range (month);
create table exp.p_open partition of exp.parted for values from ('infinity') to (maxvalue);
do $$ begin for i in 0..23 loop
  execute format('create table exp.p_%s partition of exp.parted for values from (%L) to (%L)', i, date '2024-12-01' + make_interval(months => i), date '2024-12-01' + make_interval(months => i+1));
end loop; end $$;
alter table exp.parted add primary key (id, month);
do $$ declare d text; begin for d in select pg_get_indexdef(indexrelid) from pg_index where indrelid='exp.plain'::regclass and not indisunique loop
 execute regexp_replace(regexp_replace(d, 'INDEX \S+ ON', 'INDEX ON'), 'exp\.plain', 'exp.parted'); end loop; end $$;
create temp table seed as select * from routing.ticket limit 1;
insert into exp.plain select r.* from generate_series(1,60000) n, seed t, lateral jsonb_populate_record(null::routing.ticket, to_jsonb(t) || jsonb_build_object('id','tic_'||n,'received_at', now() - n * interval '17 minutes', 'closed_at', case when n > 3000 then now() - n * interval '17 minutes' end)) r;
insert into exp.parted select p.*, case when closed_at is null then 'infinity'::date else date_trunc('month', closed_at)::date end from exp.plain p where closed_at is null or closed_at >= '2024-12-01';
analyze exp.plain; analyze exp.parted;
select count(*) from exp.parted;
