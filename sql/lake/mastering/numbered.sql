-- Makes what a feed says of each entity, by its number of today: of all entities a view.
create or replace {{ 'view' if whole else 'table' }} numbered_{{ view }} as
select coalesce(t.new_key, s.entity_key) as entity_key, s.entity_key as stated_key,
    t.new_key is not null as carried, t.provider as carried_by, s.* exclude (entity_key)
from {{ stated }} s
left join carried_{{ entity }} t on t.old_key = s.entity_key
{% if not whole %}
semi join judged_{{ entity }} j on j.entity_key = coalesce(t.new_key, s.entity_key)
{% endif %}
