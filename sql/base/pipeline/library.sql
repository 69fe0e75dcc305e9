-- How many golden rows an entity has, by its group and state.
select {{ group or "'-'" }} as "group", {{ active.element if active else "'-'" }} as state, count(*) as rows
from {{ schema }}.{{ table }}
group by 1, 2
order by 3, 1, 2
