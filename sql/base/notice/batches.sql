-- Of each feed of a provider the batch in force and, before it, a later one that is held; first_at: when the feed first delivered.
select
    b.batch_id, b.feed, b.as_of, b.landed_at, b.status, b.received, b.accepted, b.quarantined,
    b.duplicates, b.held_kind, coalesce(told.message, b.held_reason) as held_reason, b.mode,
    (select min(own.landed_at) from registry.batch own
     where own.provider = f.provider and own.feed = f.feed) as first_at
from registry.feed as f
join registry.batch as b
    on b.batch_id = f.in_force
    or (b.batch_id = f.latest and b.status = 'held')
left join lateral (
    select fi.detail ->> 'message' as message
    from discrepancy.finding as fi
    where fi.scope = 'batch:' || f.provider || '/' || f.feed and fi.status = 'open'
    order by fi.finding_id
    limit 1
) as told on b.status = 'held'
where f.provider = :provider
order by b.status <> 'held', b.feed, b.batch_id
