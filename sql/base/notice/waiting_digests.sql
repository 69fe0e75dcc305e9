-- The digests of a receiver and channel that no message tells yet, oldest first.
select content
from notice.digest
where receiver = :receiver and channel = :channel and message_id is null
order by made_at, delivery_id
