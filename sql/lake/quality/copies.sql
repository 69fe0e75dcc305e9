-- Makes `copy`: the numbers of rows that repeat an earlier row, outer blanks aside. Only those that look the same are held side by side.
create or replace table copy as
select row_number
from records
where row_number in (
    select row_number from typed
    where __look in (select __look from typed group by __look having count(*) > 1))
qualify row_number() over (
    partition by {% for column in agreed %}clean_text({{ column | name }}){{ ', ' if not loop.last }}{% endfor %}

    order by row_number) > 1
