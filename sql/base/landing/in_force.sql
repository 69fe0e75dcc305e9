-- The batch in force of one feed; no row where none was accepted yet.
select b.batch_id, b.provider, b.feed, b.interval_at, b.content_hash, b.as_of, b.folder, b.status,
       b.received, b.accepted, b.quarantined, b.duplicates, b.rules, b.held_kind, b.held_reason
from registry.feed f
join registry.batch b on b.batch_id = f.in_force
where f.provider = :provider and f.feed = :feed
