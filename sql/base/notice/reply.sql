-- What became of a file that was taken in: one row, or none.
select r.file_name, r.fault, r.taken, r.refused, r.at, c.name as receipt
from notice.reply r
join notice.receipt c using (receipt_id)
where r.reply_id = :reply_id
