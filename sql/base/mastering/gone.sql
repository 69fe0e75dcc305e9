-- Entities that were in the library once and are not now, with the day since which they were first known.
select distinct on (h.entity_key) h.entity_key, h.known_since
from {{ schema }}.{{ table }}_past h
where not exists (select from {{ schema }}.{{ table }} t where t.entity_key = h.entity_key)
order by h.entity_key, h.valid_from
