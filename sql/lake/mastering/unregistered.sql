-- Adds the entities a feed speaks of that nobody who decides knows: what was known as of its date is excused, what a decider may follow, holds back or owes as a whole waits.
insert into finding by name
with astray as (
    select c.entity_key, c.batch_id, c.row_number, c.since, c.dated, c.key_delivered, {{ label }} as label,
        {{ delivered }} as delivered, {{ group }} as grouped
    from {{ view }} c
    anti join compared_{{ entity }} g using (entity_key)
),
decided as (
{% for one in deciders %}
    select a.*, {{ one.provider | literal }} as decider, {{ 'cast(null as date)' if one.as_of is none else 'cast(' ~ (one.as_of | literal) ~ ' as date)' }} as as_of,
        {{ one.path | literal }} as path, {{ 'true' if one.held else 'false' }} as held
    from astray a
    where {{ one.covers }}{{ ' union all' if not loop.last }}
{% endfor %}
),
asked as (
    select entity_key, any_value(decider) as decider, min(as_of) as as_of, arg_min(path, as_of || path) as path, bool_or(held) as held
    from decided where decider <> {{ feed.provider | literal }} group by entity_key
),
kept as (
    {% for one in kept %}select entity_key, key_delivered, label from {{ one }} union all {% endfor %}

    select cast(null as varchar), cast(null as varchar), cast(null as varchar) where false
),
awaited as (
    select a.entity_key from astray a semi join kept using (entity_key)
    union
    select a.entity_key from astray a
    join kept k on k.label = normal_text(cast(a.label as varchar)) and k.entity_key is null
        {%- if mistyped %} and least(damerau_levenshtein(k.key_delivered, a.key_delivered), damerau_levenshtein(k.key_delivered, a.entity_key)) <= {{ mistyped }}{% endif %}

),
history as (
    {% if past %}
    select entity_key, max(ended_on) as active_until
    from past_{{ entity }} semi join astray using (entity_key) where active group by entity_key
    {% else %}
    select cast(null as varchar) as entity_key, cast(null as date) as active_until
    {% endif %}
),
told as (
    select a.*, d.decider, d.path, h.active_until,
        case when h.active_until >= a.dated - {{ grace_days }} then 'excused'
             when d.held or w.entity_key is not null then 'awaited'
             when a.since + {{ grace_days }} > d.as_of then 'may follow' else 'raised' end as standing
    from astray a
    join asked d using (entity_key)
    left join awaited w using (entity_key)
    left join history h using (entity_key)
)
select finding_id('unregistered', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }}, {{ entity | literal }}, entity_key, null, 'existence') as finding_id,
    'unregistered' as kind, 'critical' as severity, {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, entity_key, 'existence' as rule,
    delivered as provider_value, decider as golden_provider,
    cast(json_object('group', grouped) as varchar) as detail, batch_id, row_number,
    case when standing in ('raised', 'excused') then standing else 'waiting' end as standing,
    case standing when 'may follow' then path when 'excused' then {{ due_feed }} end as due_feed,
    case standing when 'may follow' then since + {{ grace_days }} when 'excused' then active_until + {{ grace_days + 1 }} end as due_on
from told
