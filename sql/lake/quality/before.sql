-- Makes `before`: of the earlier layers the rows that are not in force, or (gone) not delivered any more.
create or replace view before as
select layer, row_number, bool_or(gone) as gone
from (
    {% if layers %}
    select layer, row_number, gone from former_before
    union all
    {% endif %}
    select {{ layers | length }} as layer, row_number, false as gone from former_out
    union all
    select layer, row_number, true as gone from touched
)
group by all
order by all
