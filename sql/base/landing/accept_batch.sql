-- Closes a batch's accounting.
update registry.batch
set status = 'accepted', received = :received, accepted = :accepted, quarantined = :quarantined,
    duplicates = :duplicates, rules = :rules, held_kind = null, held_reason = null, settled_at = :at
where batch_id = :batch_id
