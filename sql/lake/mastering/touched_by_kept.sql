-- Adds the keys that a record kept back may be about, where it was not kept back before, or is not any more.
insert into touched_{{ entity }}
with shifted as (
    (from {{ view }} except from {{ before }}) union all (from {{ before }} except from {{ view }})
)
select entity_key from shifted where entity_key is not null
{% if decides %}
union all
select p.entity_key
from shifted s
join parent_{{ entity }} p on normal_text(cast(p.{{ label }} as varchar)) = s.label
    {%- if mistyped %} and damerau_levenshtein(s.key_delivered, p.entity_key) <= {{ mistyped }}{% endif %}

anti join deciders_{{ entity }} d on d.entity_key = p.entity_key
where s.entity_key is null
{% endif %}
