-- The receipts that a provider has not been given yet, oldest first.
select receipt_id, name, content
from notice.receipt
where provider = :provider and delivered_at is null
order by made_at, receipt_id
