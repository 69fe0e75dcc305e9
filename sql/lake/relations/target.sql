-- Makes `target_<number>`: the keys of one entity, whether others may refer to it, and what tells so.
create or replace view target_{{ number }} as
select entity_key, {{ living }} as living, {{ known_as }} as known_as, cast({{ label }} as varchar) as label
from target_{{ number }}_golden
