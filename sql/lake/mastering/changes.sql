-- What publishing has to write: rows that are new or differ from the parent build's, and keys that are gone.
select false as gone, g.*
from golden_{{ entity }} g
{% if not whole %}
semi join touched_{{ entity }} t on t.entity_key = g.entity_key
{% endif %}
left join parent_{{ entity }} p on p.entity_key = g.entity_key
where p.entity_key is null
{% for column in columns %}
   or g.{{ column }} is distinct from p.{{ column }}
{% endfor %}
union all by name
select true as gone, p.*
from parent_{{ entity }} p
anti join golden_{{ entity }} g on g.entity_key = p.entity_key
