-- Adds the claims about one element that the value in force contradicts: what was right as of its date is excused, what may yet be followed waits, unless the bureau overruled it; who is told that the entity has ended is told no more.
{% macro same(one, other) %}
{%- if compare in ('tolerance', 'days') %}abs({{ "date_diff('day', " ~ other ~ ', ' ~ one ~ ')' if compare == 'days' else one ~ ' - ' ~ other }}) <= {{ tolerance }}
{%- else %}{{ compare }}({{ one }}) is not distinct from {{ compare }}({{ other }}){% endif %}
{% endmacro %}
insert into finding by name
with accused as (
    select entity_key from finding where kind = 'unregistered' and standing = 'raised' and entity = {{ entity | literal }}
      and provider = {{ feed.provider | literal }} and feed = {{ feed.name | literal }}
),
differing as (
    select c.entity_key, c.batch_id, c.row_number, c.dated, c.since, c.{{ element }} as claimed,
        c.{{ element }}__delivered as delivered, c.{{ element }}__golden as golden, c.{{ element }}_source as source_id,
        c.grouped, {{ overruled }} as overruled,
        case c.{{ element }}_source {% for one in sources %}when {{ one.number }} then s{{ loop.index }}.since {% endfor %}end as held_since,
        case c.{{ element }}_source {% for one in sources %}when {{ one.number }} then coalesce(s{{ loop.index }}.dated, cast({{ one.as_of | literal }} as date)) {% endfor %}end as held_as_of
    from differing_{{ view }} c
    anti join accused using (entity_key)
    {% for one in sources %}left join {{ one.view }} s{{ loop.index }} on s{{ loop.index }}.entity_key = c.entity_key {% endfor %}

    where c.{{ element }} is not null and c.{{ element }}__golden is not null
      and not ({{ same('c.' ~ element, 'c.' ~ element ~ '__golden') }}) and not ({{ own }})
),
history as (
    {% if past %}
    select d.entity_key, max(h.ended_on) filter ({{ same('h.' ~ element, 'd.claimed') }}) as held_until,
        max(h.ended_on) filter (h.{{ element }} is not null and not ({{ same('h.' ~ element, 'd.golden') }})) as changed_on
    from differing d join past_{{ entity }} h using (entity_key) group by d.entity_key
    {% else %}
    select cast(null as varchar) as entity_key, cast(null as date) as held_until, cast(null as date) as changed_on
    {% endif %}
),
told as (
    select d.*, h.held_until,
        case when d.overruled then 'raised' when h.held_until >= d.dated - {{ grace_days }} then 'excused'
             when d.held_since + {{ grace_days }} > d.dated
                  and coalesce(h.changed_on < d.dated - {{ grace_days }}, true) then 'not known'
             when d.since + {{ grace_days }} > d.held_as_of then 'may follow' else 'raised' end as standing
    from differing d left join history h using (entity_key)
)
{%- if mixup %}, known as (
    select left(entity_key, {{ mixup }}) as near, {{ compare }}({{ element }}) as value, min(entity_key) as entity_key
    from active_{{ entity }} group by all)
{% endif %}

select finding_id('conflict', {{ feed.provider | literal }}, {{ feed.name | literal }}, {{ library | literal }}, {{ entity | literal }}, d.entity_key, {{ element | literal }}, 'authority') as finding_id,
    'conflict' as kind, 'critical' as severity, {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ library | literal }} as library, {{ entity | literal }} as entity, d.entity_key, {{ element | literal }} as element, 'authority' as rule,
    d.delivered as provider_value, cast(d.golden as varchar) as golden_value, s.provider as golden_provider,
    cast({% if mixup %}case when k.entity_key is not null then json_object('group', d.grouped, 'stands_at', k.entity_key) else {% endif %}
        json_object('group', d.grouped){{ ' end' if mixup }} as varchar) as detail,
    d.batch_id, d.row_number, case when d.standing in ('excused', 'raised') then d.standing else 'waiting' end as standing,
    case d.standing when 'raised' then null when 'may follow' then s.due_feed else {{ due_feed }} end as due_feed,
    case d.standing when 'excused' then d.held_until + {{ grace_days + 1 }} when 'not known' then d.held_since + {{ grace_days }} when 'may follow' then d.since + {{ grace_days }} end as due_on
from told d
left join source s using (source_id)
{% if mixup %}
left join known k on k.near = left(d.entity_key, {{ mixup }}) and k.value = {{ compare }}(d.claimed) and k.entity_key <> d.entity_key
{% endif %}
