-- The message of a receiver and channel that still has to be sent, and whom it reached; one row, or none.
select message_id, reached
from notice.message
where receiver = :receiver and channel = :channel and sent_at is null
