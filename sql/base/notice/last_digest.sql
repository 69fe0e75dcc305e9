-- The last digest of a receiver and channel, sent or waiting; one row, or none.
select content
from notice.digest
where receiver = :receiver and channel = :channel
order by made_at desc, delivery_id desc
limit 1
