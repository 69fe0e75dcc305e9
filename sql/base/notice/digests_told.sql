-- The digests of :deliveries are told by a message.
update notice.digest set message_id = :message_id
where delivery_id = any(:deliveries) and channel = :channel
