-- Removes the files kept for digests that wait for receivers to whom none go along any more: all but :kept.
delete from notice.enclosed e
using notice.digest d
where d.channel = 'mail' and d.message_id is null and d.receiver <> all(:kept) and e.delivery_id = d.delivery_id
