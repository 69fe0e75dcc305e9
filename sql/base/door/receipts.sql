-- What became of a provider's answers, the latest first, at most :most of them.
select r.reply_id, r.file_name, r.fault, r.taken, r.refused, r.at, c.name
from notice.reply r
join notice.receipt c using (receipt_id)
where r.provider = :provider
order by r.at desc, r.reply_id
limit :most
