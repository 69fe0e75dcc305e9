-- The batch of one id, with the interval for which its feed was last read whole.
select b.batch_id, b.provider, b.feed, b.interval_at, b.content_hash, b.as_of, b.folder, b.status, b.mode,
       b.watermark, b.previous, b.records, b.received, b.accepted, b.quarantined, b.duplicates, b.rules,
       b.held_kind, b.held_reason, f.whole_at
from registry.batch b
left join registry.feed f using (provider, feed)
where b.batch_id = :batch_id
