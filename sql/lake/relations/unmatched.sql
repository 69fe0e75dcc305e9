-- Makes `unmatched`: the values of one element that are, as they stand, the key of none of its targets.
create or replace table unmatched as
select distinct c.{{ element | name }} as value
from {{ view }} c
{% for target in targets %}
left join target_{{ target.number }} t{{ loop.index }}
    on t{{ loop.index }}.entity_key = c.{{ element | name }}{{ ' and t' ~ loop.index ~ '.living' if active }}
{% endfor %}
where c.{{ element | name }} is not null
{% for target in targets %}
  and t{{ loop.index }}.entity_key is null
{% endfor %}
