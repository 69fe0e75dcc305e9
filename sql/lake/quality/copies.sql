-- Makes `copy`: the numbers of rows that repeat an earlier row to the letter.
create or replace table copy as
select row_number
from records
qualify row_number() over (
    partition by {% for column in agreed %}{{ column | name }}{{ ', ' if not loop.last }}{% endfor %}

    order by row_number) > 1
