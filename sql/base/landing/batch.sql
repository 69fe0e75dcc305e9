-- The batch of one id.
select batch_id, provider, feed, interval_at, content_hash, as_of, folder, status,
       received, accepted, quarantined, duplicates, rules, held_kind, held_reason
from registry.batch
where batch_id = :batch_id
