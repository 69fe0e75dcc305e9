-- Everything that providers were sent, in the order of sending.
select delivery_id, provider, content_hash, files, delivered_at, last_entry_id
from notice.delivery
order by provider, delivered_at
