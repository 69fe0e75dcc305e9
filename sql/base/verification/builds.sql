-- One row per library and day after the first: how much changed in its claims, and how much was made and written for it.
select library, cast(built_at at time zone 'Asia/Shanghai' as date) - cast(:first_day as date) + 1 as day,
       cast(sum(changed) as bigint) as changed, cast(sum(mastered) as bigint) as mastered,
       cast(sum(written) as bigint) as written
from registry.build
where status = 'published'
  and cast(built_at at time zone 'Asia/Shanghai' as date) between cast(:first_day as date) + 1 and cast(:first_day as date) + :days - 1
group by 1, 2
order by 2, 1
