-- Closes a batch's accounting; one that comes late leaves the watermark where it was.
update registry.batch b
set status = 'accepted', received = :received, accepted = :accepted, quarantined = :quarantined,
    duplicates = :duplicates, records = :records, rules = :rules, previous = :previous,
    watermark = coalesce((select p.watermark from registry.batch p
                          where p.batch_id = :previous and p.interval_at > b.interval_at), b.watermark),
    held_kind = null, held_reason = null, settled_at = :at
where b.batch_id = :batch_id
