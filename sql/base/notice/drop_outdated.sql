-- Removes the files kept for a receiver's digests that wait behind a later one: only the last one's go along.
delete from notice.enclosed e
using notice.digest d
where d.receiver = :receiver and d.channel = 'mail' and d.message_id is null and d.delivery_id <> :delivery_id
    and e.delivery_id = d.delivery_id
