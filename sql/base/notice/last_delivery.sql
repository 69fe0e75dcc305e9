-- What a provider was last told: one row, or none; last_event_id, last_entry_id: the last event and line of a case's log it was told of.
select delivery_id, content_hash, delivered_at, last_event_id, last_entry_id
from notice.delivery
where provider = :provider
order by delivered_at desc, delivery_id
limit 1
