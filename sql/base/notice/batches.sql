-- Of each feed of a provider the batch in force and, before it, a later one that is held.
select
    b.batch_id, b.feed, b.as_of, b.landed_at, b.status, b.received, b.accepted, b.quarantined,
    b.duplicates, b.held_kind, coalesce(told.message, b.held_reason) as held_reason
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
