-- The records of `items`: every field as text, a missing one and JSON's null as null.
select
{%- for column in columns %}

    json_extract_string(item, {{ ('/' ~ column.replace('~', '~0').replace('/', '~1')) | literal }}) as {{ column | name }}{{ ',' if not loop.last }}
{%- endfor %}

from items
order by row_number
