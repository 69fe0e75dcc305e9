-- The batch in force of one feed, with the interval for which it was last read whole; no row where none was accepted yet.
select b.batch_id, b.provider, b.feed, b.interval_at, b.content_hash, b.as_of, b.folder, b.status, b.mode,
       b.watermark, b.previous, b.records, b.received, b.accepted, b.quarantined, b.duplicates, b.rules,
       b.held_kind, b.held_reason, f.whole_at
from registry.feed f
join registry.batch b on b.batch_id = f.in_force
where f.provider = :provider and f.feed = :feed
