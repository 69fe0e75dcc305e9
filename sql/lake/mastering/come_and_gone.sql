-- How many entities would come into a library, and how many would leave it, with a few keys of each; no row where none does.
select come, count(*) as rows, min(entity_key, {{ samples }}) as keys
from (
    select true as come, entity_key from after_{{ entity }} anti join before_{{ entity }} using (entity_key)
    union all
    select false as come, entity_key from before_{{ entity }} anti join after_{{ entity }} using (entity_key)
)
group by come
order by come desc
