-- Makes `records` with its columns and no rows.
create or replace table records (
    row_number bigint
{%- for column in columns %},
    {{ column | name }} varchar
{%- endfor %}

)
