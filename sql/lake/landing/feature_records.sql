-- The records of `items` and the file of their geometries: every property as text, a missing one as null.
select
{%- for column in columns %}

    json_extract_string(item, {{ ('/' ~ column.replace('~', '~0').replace('/', '~1')) | literal }}) as {{ column | name }},
{%- endfor %}

    shapes.geometry
from items
join {{ shapes }} as shapes on cast(shapes.row_number as bigint) = items.row_number
order by items.row_number
