-- The places one feed states: row, key, batch, geometry, and the division each is said to lie in; one row an entity.
select c.row_number, c.entity_key, c.batch_id, c.{{ element | name }} as geometry,
    {{ division if division else 'cast(null as varchar)' }} as division, {{ group }} as grouped
from {{ view }} c
where c.{{ element | name }} is not null
qualify row_number() over (partition by c.entity_key order by c.row_number desc) = 1
order by c.entity_key
