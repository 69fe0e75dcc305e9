-- Makes `again_<feed>`: the rows whose record is told more than once: copies and earlier versions are folded, what else is told of the same record contradicts itself.
create unlogged table again_{{ feed }} as
with suspect as (
    select row_number, record, changed from typed_{{ feed }}
    where record in (select record from typed_{{ feed }} group by record having count(*) > 1) or record like '?%'
),
told as (
    select s.*, row_number() over (partition by {% for column in columns %}clean_text(r.{{ column.delivered | name }}){{ ', ' if not loop.last }}{% endfor %}

        order by row_number) > 1 as copied
    from suspect s join raw_{{ feed }} r using (row_number)
),
dated as (
    select *, copied or coalesce(bool_and(changed is not null) over one
        and changed < max(changed) over one, false) as folded
    from told
    window one as (partition by case when copied then 'copied' else 'told' end, record)
)
select row_number, folded, not folded and count(*) over (partition by folded, record) > 1 as contradictory
from dated
