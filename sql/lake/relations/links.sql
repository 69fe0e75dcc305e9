-- Adds the claims of one element that refer to what is not there, or may not be referred to, and how each stands.
insert into relation by name
with judged as (
    select c.entity_key, c.row_number, c.batch_id, c.{{ (element ~ '__delivered') | name }} as delivered,
        {{ group }} as grouped, d.*,
        case when d.awaited or c.since + {{ grace_days }} > d.as_of then 'waiting'
             when exists (
                select 1 from ended h
                where h.target = d.target and h.entity_key = d.target_key and (h.living or not d.known)
                  and h.ended_on >= coalesce(c.as_of, cast({{ as_of | literal }} as date)) - {{ grace_days }})
             then 'excused'
             when d.known and d.since + {{ grace_days }} > coalesce(c.as_of, cast({{ as_of | literal }} as date))
             then 'waiting'
             else 'raised' end as standing
    from {{ view }} c
    join decided d on d.value = c.{{ element | name }}
),
stands as (  -- where a value may mean one of several, the gentlest answer
    select * from judged
    qualify row_number() over (
        partition by entity_key, batch_id, row_number
        order by standing = 'raised', standing = 'waiting', known desc, target) = 1
)
select finding_id('broken_link', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, entity_key, {{ element | literal }},
        {{ element | literal }} || case when known then '_inactive' else '_unknown' end) as finding_id,
    'broken_link' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, entity_key,
    {{ element | literal }} as element,
    {{ element | literal }} || case when known then '_inactive' else '_unknown' end as rule,
    delivered as provider_value, provider as golden_provider,
    cast(to_json({'group': grouped, 'target': t.path, 'target_key': target_key, 'known_as': known_as,
        'label': label}) as varchar) as detail,
    batch_id, row_number, standing
from stands
join target t on t.number = stands.target
qualify row_number() over (
    partition by entity_key order by standing <> 'raised', standing <> 'waiting', known desc, row_number) = 1
