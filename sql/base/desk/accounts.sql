-- The accounts of a feed's last thirty accepted batches, the oldest first.
select received, accepted, quarantined, duplicates
from (
    select received, accepted, quarantined, duplicates, interval_at, landed_at
    from registry.batch
    where provider = :provider and feed = :feed and status = 'accepted'
    order by interval_at desc, landed_at desc
    limit 30
) last
order by interval_at, landed_at
