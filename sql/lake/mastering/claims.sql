-- One row an entity that a feed speaks of; where two of its records do, the later one counts.
create or replace view {{ view }} as
select entity_key, row_number
    {%- for element in elements %}, {{ element }}{% endfor %}

from {{ view }}_accepted
qualify row_number() over (partition by entity_key order by row_number desc) = 1
