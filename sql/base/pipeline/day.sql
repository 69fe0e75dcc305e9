-- One row: what a day (in China's time) brought: batches, rows, builds, what was raised and settled.
select batches.delivered, batches.held, batches.received, batches.quarantined,
       builds.published, builds.changed, builds.mastered, builds.written,
       events.opened, events.closed, standing.open
from (
    select count(*) filter (where status <> 'held') as delivered, count(*) filter (where status = 'held') as held,
           sum(received) filter (where status = 'accepted') as received,
           sum(quarantined) filter (where status = 'accepted') as quarantined
    from registry.batch
    where cast(interval_at at time zone 'Asia/Shanghai' as date) = :day
) batches,
(
    select count(*) as published, sum(changed) as changed, sum(mastered) as mastered, sum(written) as written
    from registry.build
    where status = 'published' and cast(published_at at time zone 'Asia/Shanghai' as date) = :day
) builds,
(
    select count(*) filter (where event in ('opened', 'reopened')) as opened,
           count(*) filter (where event = 'closed') as closed
    from discrepancy.finding_event
    where cast(at at time zone 'Asia/Shanghai' as date) = :day
) events,
(
    select count(*) as open from discrepancy.finding where status = 'open'
) standing
