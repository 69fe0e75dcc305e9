-- The entries of the audit log that are looked for, the latest first, :most of those before the entry :before.
select entry_id, at, who, roles, act, about, purpose
from audit.entry
where (cast(:before as bigint) is null or entry_id < :before)
  and cast(:who as text) in ('', who)
  and cast(:act as text) in ('', act)
  and (cast(:day as date) is null
       or at >= cast(cast(:day as date) as timestamp) at time zone 'Asia/Shanghai'
      and at < cast(cast(:day as date) + 1 as timestamp) at time zone 'Asia/Shanghai')
order by entry_id desc
limit :most
