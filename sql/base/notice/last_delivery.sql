-- What a provider was last told: one row, or none.
select delivery_id, content_hash, delivered_at
from notice.delivery
where provider = :provider
order by delivered_at desc, delivery_id
limit 1
