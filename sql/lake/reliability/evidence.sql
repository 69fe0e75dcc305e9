-- Makes `evidence`: each claim about what is disputed, as its element is compared and as it is said. Whose judgement waits, and who is told that the entity has ended, says nothing.
create or replace table evidence as
{% for one in told %}
select c.entity_key, d.element, d.authority, {{ one.provider | literal }} as provider, {{ one.feed | literal }} as feed,
    {% if one.near %}
    case when f.standing is null then d.golden else cast(c.{{ one.element }} as varchar) end as value,
    {% else %}
    cast({{ one.compare }}(c.{{ one.element }}) as varchar) as value,
    {% endif %}
    cast(c.{{ one.element }} as varchar) as said
from {{ one.view }} c
join disputed d on d.entity_key = c.entity_key and d.element = {{ one.element | literal }}
left join finding f on f.kind = 'conflict' and f.entity = {{ entity | literal }} and f.entity_key = c.entity_key
    and f.element = d.element and f.provider = {{ one.provider | literal }} and f.feed = {{ one.feed | literal }}
where c.{{ one.element }} is not null and coalesce(f.standing, 'raised') = 'raised'
  and c.entity_key not in (
      select entity_key from finding where kind = 'unregistered' and entity = {{ entity | literal }} and entity_key is not null
        and provider = {{ one.provider | literal }} and feed = {{ one.feed | literal }})
{{ 'union all' if not loop.last }}
{% endfor %}
