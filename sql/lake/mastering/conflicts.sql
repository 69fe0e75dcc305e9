-- Adds the claims about one element that the authority's value contradicts, now and at any time since the claim's date.
insert into finding by name
with claim as (
    select c.entity_key, c.row_number, c.{{ element }} as claimed, g.{{ element }} as golden,
        g.{{ element }}_source as source_id, {{ group }} as grouped
    from {{ view }} c
    join active_{{ entity }} g using (entity_key)
    where c.{{ element }} is not null and g.{{ element }} is not null
      and {{ compare }}(c.{{ element }}) is distinct from {{ compare }}(g.{{ element }})
),
disputed as (
    select * from claim
    {% if past %}
    where not exists (
        select 1 from past_{{ entity }} h
        where h.entity_key = claim.entity_key
          and cast(h.valid_to as date) >= cast({{ as_of | literal }} as date) - {{ grace_days }}
          and {{ compare }}(h.{{ element }}) is not distinct from {{ compare }}(claim.claimed))
    {% endif %}
)
{% if mixup %}
, known as (
    select left(entity_key, {{ mixup }}) as near, {{ compare }}({{ element }}) as value, min(entity_key) as entity_key
    from active_{{ entity }}
    group by all
)
{% endif %}
select finding_id('conflict', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, d.entity_key, {{ element | literal }}, 'authority') as finding_id,
    'conflict' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, d.entity_key,
    {{ element | literal }} as element, 'authority' as rule,
    r.{{ delivered | name }} as provider_value, cast(d.golden as varchar) as golden_value,
    s.provider as golden_provider,
    cast(json_merge_patch(json_object('group', d.grouped)
        {%- if mixup %}, case when k.entity_key is null then '{}' else json_object('stands_at', k.entity_key) end
        {%- else %}, '{}'{% endif %}) as varchar) as detail,
    {{ batch_id | literal }} as batch_id, d.row_number, false as waiting
from disputed d
join {{ view }}_records r using (row_number)
join source s using (source_id)
{% if mixup %}
left join known k on k.near = left(d.entity_key, {{ mixup }}) and k.value = {{ compare }}(d.claimed)
    and k.entity_key <> d.entity_key
{% endif %}
