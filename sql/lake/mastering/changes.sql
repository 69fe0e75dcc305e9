-- What publishing has to write: rows that are new or differ from the parent build's, and keys that are gone.
with parent as (
    select p.* from former_{{ entity }} p semi join left_{{ entity }} using (entity_key)
)
select false as gone, m.*
from made_{{ entity }} m
left join parent p on p.entity_key = m.entity_key
where p.entity_key is null
{% for column in columns %}
   or m.{{ column }} is distinct from p.{{ column }}
{% endfor %}
union all by name
select true as gone, p.*
from parent p
anti join made_{{ entity }} m on m.entity_key = p.entity_key
