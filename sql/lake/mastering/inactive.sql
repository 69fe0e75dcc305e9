-- Adds the entities a feed speaks of as if they were still there; what was so as of its date is excused, what ended at an unknown time waits.
insert into finding by name
with claim as (
    select c.entity_key, c.batch_id, c.row_number, c.dated, {{ delivered }} as delivered, {{ group }} as grouped,
        g.{{ active.element }} as known_as, {{ decider }} as decider
    from {{ view }} c
    join inactive_{{ entity }} g using (entity_key)
    {% if says %}
    where coalesce(c.{{ active.element }} in ({% for value in active['values'] %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), true)
    {% endif %}
),
decided as (
    select entity_key, max(since) as since from deciders_{{ entity }} semi join claim using (entity_key) group by entity_key
),
history as (
    {% if past %}
    select entity_key, max(ended_on) as active_until
    from past_{{ entity }} semi join claim using (entity_key)
    where active
    group by entity_key
    {% else %}
    select cast(null as varchar) as entity_key, cast(null as date) as active_until
    {% endif %}
),
told as (
    select c.*, d.since, h.active_until,
        case when h.active_until >= c.dated - {{ grace_days }} then 'excused'
             when d.since + {{ grace_days }} > c.dated and h.active_until is null then 'waiting'
             else 'raised' end as standing
    from claim c
    left join decided d using (entity_key)
    left join history h using (entity_key)
    where c.decider <> {{ feed.provider | literal }}
)
select finding_id('unregistered', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }},
        {{ entity | literal }}, entity_key, null, 'existence') as finding_id,
    'unregistered' as kind, 'critical' as severity,
    {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, entity_key,
    'existence' as rule, delivered as provider_value, decider as golden_provider,
    cast(json_object('group', grouped, 'known_as', known_as) as varchar) as detail, batch_id, row_number, standing,
    case when standing <> 'raised' then {{ due_feed }} end as due_feed,
    case standing when 'excused' then active_until + {{ grace_days + 1 }} when 'waiting' then since + {{ grace_days }} end as due_on
from told
