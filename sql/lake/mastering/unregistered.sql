-- Adds the entities a feed speaks of that the deciding provider does not know, or knows as no longer there.
insert into finding by name
with claim as (
    select c.entity_key, c.row_number, {{ label }} as label, {{ group }} as grouped,
        {{ known_as }} as known_as
    from {{ view }} c
    left join golden_{{ entity }} g using (entity_key)
    anti join active_{{ entity }} a using (entity_key)
    where cast({{ as_of | literal }} as date) + {{ grace_days }} <= cast({{ day | literal }} as date)
)
select finding_id('unregistered', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, c.entity_key, null, 'existence') as finding_id,
    'unregistered' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, c.entity_key,
    'existence' as rule, {{ 'r.' ~ (delivered | name) if delivered else 'null' }} as provider_value,
    {{ deciding.feed.provider | literal }} as golden_provider,
    cast(json_merge_patch(json_object('group', c.grouped),
        case when c.known_as is null then '{}' else json_object('known_as', c.known_as) end) as varchar) as detail,
    {{ batch_id | literal }} as batch_id, c.row_number,
    {{ 'true' if deciding.held else 'q.found is not null' }} as waiting
from claim c
join {{ view }}_records r using (row_number)
left join (select entity_key, label, true as found from {{ deciding.view }}_kept) q
    on q.entity_key = c.entity_key or (q.entity_key is null and q.label = normal_text(c.label))
{% if past %}
where not exists (
    select 1 from past_{{ entity }} h
    where h.entity_key = c.entity_key and h.active
      and cast(h.valid_to as date) >= cast({{ as_of | literal }} as date) - {{ grace_days }})
{% endif %}
qualify row_number() over (partition by c.entity_key order by c.row_number) = 1
