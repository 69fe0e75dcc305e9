-- Adds one finding for each entity of `gap`; only for what may still lag, where the gap is told as one.
insert into finding by name
select finding_id('uncovered', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, g.entity_key, null, 'full_coverage') as finding_id,
    'uncovered' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, g.entity_key,
    'full_coverage' as rule, cast(g.{{ label }} as varchar) as golden_value,
    {{ decider }} as golden_provider,
    cast(json_object('group', {{ group }}) as varchar) as detail,
    {{ batch_id | literal }} as batch_id,
    case when waits then 'waiting' else 'raised' end as standing,
    case when waits then {{ due_feed }} end as due_feed, case when waits then due_on end as due_on
from gap g
{% if as_one %}
where waits
{% endif %}
