-- Makes `known_<entity>`: the keys of all entities that exist now.
create or replace table known_{{ entity }} as
select distinct entity_key from deciders_{{ entity }}
{% if not whole %}
semi join touched_{{ entity }} using (entity_key)
{% endif %}
union all
select entity_key from stays_{{ entity }}
{% if not whole %}
union all
select entity_key from parent_{{ entity }} anti join touched_{{ entity }} using (entity_key)
{% endif %}
