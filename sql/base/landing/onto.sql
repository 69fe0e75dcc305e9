-- The batch that another is merged onto: its feed's in force or, where it is that itself, the one that this was merged onto.
select b.batch_id, b.provider, b.feed, b.interval_at, b.content_hash, b.as_of, b.folder, b.status, b.mode,
       b.watermark, b.previous, b.records, b.received, b.accepted, b.quarantined, b.duplicates, b.rules,
       b.held_kind, b.held_reason, f.whole_at
from registry.batch this
join registry.feed f using (provider, feed)
join registry.batch b
    on b.batch_id = case when f.in_force = this.batch_id then this.previous else f.in_force end
where this.batch_id = :batch_id
