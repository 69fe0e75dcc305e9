-- Every golden row of an entity: its key, and each element as text.
select h.entity_key
{%- for element, value in values.items() %},
    cast({{ value }} as text) as {{ element | name }}
{%- endfor %}

from {{ library }}.{{ entity }} h
