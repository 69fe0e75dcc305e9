-- The receipt of a reply that came by JSON: one row, or none.
select c.content
from notice.reply r
join notice.receipt c using (receipt_id)
where r.reply_id = :reply_id and c.name like '%.json'
