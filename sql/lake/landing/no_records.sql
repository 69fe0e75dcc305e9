-- No rows, with the columns of records.
select
{%- for column in columns %}

    cast(null as varchar) as {{ column | name }}{{ ',' if not loop.last }}
{%- endfor %}

where false
