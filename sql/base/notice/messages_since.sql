-- How many messages to a receiver and channel were sent since a moment, or made since and not sent yet.
select count(*) from notice.message
where receiver = :receiver and channel = :channel and coalesce(sent_at, made_at) >= :since
