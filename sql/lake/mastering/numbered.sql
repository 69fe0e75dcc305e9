-- Makes what a feed says of each entity, by its number of today: of all entities a view.
{% macro told(key, carried, by) %}
select {{ key }} as entity_key, s.entity_key as stated_key, {{ carried }} as carried, {{ by }} as carried_by, s.* exclude (entity_key)
from {{ stated }} s
{%- endmacro %}
create or replace {{ 'view' if whole else 'table' }} numbered_{{ view }} as
{% if whole %}
{{ told('coalesce(t.new_key, s.entity_key)', 't.new_key is not null', 't.provider') }}
left join carried_{{ entity }} t on t.old_key = s.entity_key
{% else %}
{{ told('s.entity_key', 'false', 'cast(null as varchar)') }}
semi join judged_{{ entity }} j on j.entity_key = s.entity_key
anti join carried_{{ entity }} t on t.old_key = s.entity_key
union all
{{ told('t.new_key', 'true', 't.provider') }}
join (select t.* from carried_{{ entity }} t semi join judged_{{ entity }} j on j.entity_key = t.new_key) t
    on t.old_key = s.entity_key
{% endif %}
