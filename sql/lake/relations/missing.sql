-- Makes `missing`: what the unmatched values mean by the key standards of their targets (by none: as they stand), where that leads to nothing that may be referred to.
create or replace table missing as
with meant as (
    {% for target in targets %}
    select value, {{ target.number }} as target, {{ target.key }} as key from unmatched
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
understood as (
    select value, target, coalesce(key, value) as target_key
    from meant
    qualify key is not null or not bool_or(key is not null) over (partition by value)
),
standing as (
    {% for target in targets %}
    select m.*, t.entity_key is not null as known, {{ 't.living' if active else 't.entity_key is not null' }} as living,
        t.known_as, t.label
    from understood m left join target_{{ target.number }} t on t.entity_key = m.target_key
    where m.target = {{ target.number }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)
select value, target, target_key, known, known_as, label
from standing
qualify not coalesce(bool_or(living) over (partition by value), false)
