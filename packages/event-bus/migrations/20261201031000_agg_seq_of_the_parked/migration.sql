-- The number of a parked event among those of its aggregate, from its headers; 0 where it has none. Among the parked of one
-- key of a topic the lower number comes first, also where it was parked later: it filled a gap.
alter table parked add column agg_seq bigint not null
  generated always as (coalesce(substring(headers from '"ce_aggseq": ?"([0-9]{1,18})"')::bigint, 0)) stored;
drop index parked_key;
create index parked_order on parked (consumer, topic, key, agg_seq, id) where status = 'parked';
