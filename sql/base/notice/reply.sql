-- What became of the content :sha256 when it last came from a provider, one row or none; times: how often it was taken in, repeated: how often it was told to be the same, settled: all of it was taken, and no rows of another since.
select r.reply_id, r.file_name, r.at, c.name as receipt,
    count(*) over () as times,
    (select count(*) from notice.receipt told
     where told.provider = r.provider and starts_with(told.name, :again)) as repeated,
    r.fault is null and r.refused = 0 and not exists (
        select from notice.reply other
        where other.provider = r.provider and other.at > r.at and other.taken > 0
    ) as settled
from notice.reply r
join notice.receipt c using (receipt_id)
where r.provider = :provider and r.sha256 = :sha256
order by r.at desc, length(r.reply_id) desc, r.reply_id desc
limit 1
