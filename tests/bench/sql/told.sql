-- Makes `told`: who says otherwise than which value in force, or speaks of someone unknown, and whether that may yet be mended by itself.
create unlogged table told as
with differing as (
    select j.entity_key, d.*
    from (select * from joined where differs <> 0) j
    cross join lateral (values
        {% for one in compared %}
        ({{ one.bit }}, {{ one.feed | literal }}, {{ one.element | literal }}, j.row_{{ one.feed }}, j.{{ one.element }}::text, {{ one.provider }}, j.since_{{ one.feed }}, {{ one.held_since }}, date {{ one.as_of | literal }}, {{ one.held_as_of }}, {{ one.grace_days }}){{ ',' if not loop.last }}
        {% endfor %}
    ) d (bit, feed, element, row_number, golden_value, golden_provider, since, held_since, dated, held_as_of, grace_days)
    where j.differs & d.bit <> 0
)
select 'conflict' as kind, 'critical' as severity, feed, entity_key, element, 'authority' as rule, row_number, golden_value, golden_provider,
    coalesce(held_since + grace_days > dated, false) or coalesce(since + grace_days > held_as_of, false) as waiting
from differing
{% for feed in feeds[1:] %}
union all
select 'unregistered', 'critical', {{ feed.name | literal }}, entity_key, null, 'existence', row_number, null, {{ provider | literal }},
    coalesce(since + {{ grace_days }} > date {{ decided_as_of | literal }}, false)
from claim_{{ feed.name }} c
where not exists (select from joined j where j.entity_key = c.entity_key)
union all
select 'identity', 'warning', {{ feed.name | literal }}, entity_key, {{ key | literal }}, 'superseded_number', row_number, entity_key, carried_by, false
from claim_{{ feed.name }}
where carried_by <> {{ feed.provider | literal }}
{% endfor %}
