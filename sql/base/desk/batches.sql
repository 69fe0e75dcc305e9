-- A page of a feed's batches, the latest first, and how many there are.
select as_of, landed_at, status, received, accepted, quarantined, duplicates, held_reason, count(*) over () as total
from registry.batch
where provider = :provider and feed = :feed
order by interval_at desc, landed_at desc, batch_id
limit :most offset :skipped
