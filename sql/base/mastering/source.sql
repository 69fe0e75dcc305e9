-- The number that stands for one source of values, given once and kept.
with known as (
    select source_id from registry.source
    where provider = :provider and feed = :feed and rule = :rule
),
added as (
    insert into registry.source (provider, feed, rule)
    select :provider, :feed, :rule where not exists (select from known)
    returning source_id
)
select source_id from known union all select source_id from added
