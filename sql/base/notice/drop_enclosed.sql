-- Removes the files kept for the digests that a message told by mail.
delete from notice.enclosed e
using notice.digest d
where d.message_id = :message_id and d.channel = 'mail' and e.delivery_id = d.delivery_id
