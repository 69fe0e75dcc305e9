-- A message is about to be tried once more.
update notice.message set tries = tries + 1 where message_id = :message_id
