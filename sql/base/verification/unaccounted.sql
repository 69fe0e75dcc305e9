-- One row per batch whose rows are not accounted for, or which nobody has settled.
select provider || '/' || feed as feed, batch_id, status, received, accepted, quarantined, duplicates
from registry.batch
where status = 'landed'
   or (status = 'accepted' and received is distinct from accepted + quarantined + duplicates)
order by interval_at, 1
