-- A reply and its receipt: one row, or none.
select r.file_name, r.fault, r.taken, r.refused, r.at, c.name, c.content
from notice.reply r
join notice.receipt c using (receipt_id)
where r.reply_id = :reply_id
