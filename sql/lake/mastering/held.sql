-- Makes `held_<source>`: since when a source says what it says, of the entities about which a feed differs.
create or replace table held_{{ source }} as
select entity_key, since, dated
from {{ source }}
semi join differing_{{ view }} using (entity_key)
