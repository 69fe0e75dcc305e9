-- The last settled batch of each feed, with its accounting.
select f.provider || '/' || f.feed as feed, b.status, b.received, b.accepted, b.quarantined, b.duplicates
from registry.feed f
join registry.batch b on b.batch_id = f.latest
order by 1
