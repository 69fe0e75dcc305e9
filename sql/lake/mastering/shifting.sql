-- Makes `shifting_<entity>`: the older numbers that may stand for another entity than they did: touched themselves, or told of a touched one, now or before.
create or replace table shifting_{{ entity }} as
select entity_key as old_key from touched_{{ entity }}
union
select old_key from carried_before_{{ entity }} semi join touched_{{ entity }} t on t.entity_key = new_key
{% for one in stating %}
union
select {{ standard }}({{ one.column }}) from {{ one.stated }} semi join touched_{{ entity }} using (entity_key) where {{ one.column }} is not null
{% if one.before %}
union
select {{ standard }}({{ one.column }}) from {{ one.before }} semi join touched_{{ entity }} using (entity_key) where {{ one.column }} is not null
{% endif %}
{% endfor %}
{% if contained %}
union
select {{ contained }}(entity_key) from touched_{{ entity }} where length(entity_key) = 18
{% endif %}
