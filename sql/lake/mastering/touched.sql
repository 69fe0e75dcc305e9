-- Adds the keys about which a feed's records say otherwise than the parent build read, or say nothing any more.
insert into touched_{{ entity }}
select coalesce(n.entity_key, o.entity_key)
from {{ view }} n
full join {{ before }} o on n.entity_key = o.entity_key and n.record = o.record
where n.entity_key is null or o.entity_key is null
{% for column in columns %}
   or n.{{ column }} is distinct from o.{{ column }}
{% endfor %}
