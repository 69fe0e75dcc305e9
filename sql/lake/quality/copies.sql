-- Makes `copy`: the numbers of rows that repeat an earlier row, outer blanks aside.
create or replace table copy as
select row_number
from records
qualify row_number() over (
    partition by {% for column in agreed %}clean_text({{ column | name }}){{ ', ' if not loop.last }}{% endfor %}

    order by row_number) > 1
