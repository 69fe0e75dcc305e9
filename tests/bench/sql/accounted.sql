-- Registers the batch with every row accounted for.
insert into batch (batch_id, provider, feed, interval_at, content_hash, as_of, folder, status, received, records, rules, landed_at, settled_at, quarantined, duplicates, accepted)
select {{ batch_id | literal }}, {{ provider | literal }}, {{ declared | literal }}, {{ at | literal }}, {{ content_hash | literal }}, {{ as_of | literal }}, '', 'accepted',
    received, received - folded, 'as declared', {{ at | literal }}, {{ at | literal }}, quarantined, folded, received - left_out
from (select count(*) from raw_{{ feed }}) r (received),
     (select count(*) from left_out_{{ feed }}) o (left_out),
     (select count(*) from quarantine_{{ feed }}) q (quarantined),
     (select (select count(*) from again_{{ feed }} where folded) + (select count(*) from contested_{{ feed }} where rule = 'folded')) f (folded)
