-- The number that stands for one source of values, given once and kept.
with added as (
    insert into registry.source (provider, feed, rule) values (:provider, :feed, :rule)
    on conflict do nothing returning source_id
)
select source_id from added
union all
select source_id from registry.source where provider = :provider and feed = :feed and rule = :rule
limit 1
