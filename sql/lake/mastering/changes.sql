-- What publishing has to write: rows that are new or differ from the parent build's, and keys that are gone.
select false as gone, g.*
from golden_{{ entity }} g
{% if parent %}
left join parent_{{ entity }} p using (entity_key)
where p.entity_key is null
   or ({% for column in columns %}g.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
      is distinct from ({% for column in columns %}p.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
union all by name
select true as gone, p.*
from parent_{{ entity }} p
anti join golden_{{ entity }} g using (entity_key)
{% endif %}
