-- Nothing of a message has to be sent any more.
update notice.message set sent_at = :at where message_id = :message_id
