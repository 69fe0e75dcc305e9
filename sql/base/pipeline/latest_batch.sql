-- The last settled batch of a feed: one row, or none.
select b.batch_id, b.received, b.accepted, b.quarantined, b.duplicates
from registry.feed f
join registry.batch b on b.batch_id = f.latest
where f.provider = :provider and f.feed = :feed
