-- What became of a try: who took the message now besides those before, and what is wrong.
update notice.message set reached = reached || cast(:reached as text[]), fault = :fault
where message_id = :message_id
