-- Makes a table of one row an entity that a feed speaks of, by its number of today: its own number before an older one, then the later record.
create or replace table {{ view }} as
select coalesce(t.new_key, s.entity_key) as entity_key, s.entity_key as stated_key,
    t.new_key is not null as carried, t.provider as carried_by, s.* exclude (entity_key)
from {{ stated }} s
left join carried_{{ entity }} t on t.old_key = s.entity_key
{% if not whole %}
semi join judged_{{ entity }} j on j.entity_key = coalesce(t.new_key, s.entity_key)
{% endif %}
qualify row_number() over (
    partition by coalesce(t.new_key, s.entity_key)
    order by t.new_key is not null, s.since desc nulls last, s.row_number desc, s.record) = 1
