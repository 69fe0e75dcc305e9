-- Makes `to_judge`: the delivered rows that are new, and those that stand beside them; of these the text is that of the row before, where only the news were kept.
create or replace table to_judge as
with asked as (
    select row_number, __content
    from content
    where __content in (select __content from differs union all select __content from touched)
)
select d.*
from delivered d
semi join asked using (row_number)
{% if news %}
union all by name
select a.row_number, f.* exclude (__content)
from asked a
anti join delivered using (row_number)
join (
    select distinct on (__content) __content
        {%- for column, text in told %}, {{ text }} as {{ column | name }}{% endfor %}

    from former
    where __content in (select __content from asked anti join delivered using (row_number))
) f using (__content)
{% endif %}
