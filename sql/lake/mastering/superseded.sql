-- Adds the claims that were carried to an entity's number of today from an older one that another provider says was replaced.
insert into finding by name
select finding_id('identity', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, entity_key, {{ element | literal }}, 'superseded_number') as finding_id,
    'identity' as kind, 'warning' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, entity_key,
    {{ element | literal }} as element, 'superseded_number' as rule,
    key_delivered as provider_value, entity_key as golden_value, carried_by as golden_provider,
    cast(json_object('group', {{ group }}) as varchar) as detail, batch_id, row_number, 'raised' as standing
from {{ view }} c
where carried_by <> {{ feed.provider | literal }} and is_{{ standard }}(stated_key)
