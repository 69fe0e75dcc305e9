-- Makes `gap`: the entities within a feed's claimed coverage that it neither holds nor had kept back; `due_on`: until when it may lag.
create or replace table gap as
with held as (
    select coalesce(t.new_key, s.entity_key) as entity_key
    from {{ stated }} s left join carried_{{ entity }} t on t.old_key = s.entity_key
),
lacking as (
    select *
    from active_{{ entity }}
    anti join held using (entity_key)
    anti join {{ kept }} using (entity_key)
    where {{ scope }}
),
unsure as (
    select l.entity_key
    from lacking l
    join {{ kept }} k on k.label = normal_text(cast(l.{{ label }} as varchar)) and k.entity_key is null
        {%- if mistyped %} and damerau_levenshtein(k.key_delivered, l.entity_key) <= {{ mistyped }}{% endif %}

),
decided as (
    select entity_key, max(since) as since
    from deciders_{{ entity }} semi join lacking using (entity_key)
    group by entity_key
)
select l.*, greatest(l.known_since, d.since) + {{ grace_days }} as due_on,
    coalesce(greatest(l.known_since, d.since) + {{ grace_days }} > cast({{ as_of | literal }} as date), false) as waits
from lacking l
anti join unsure using (entity_key)
left join decided d using (entity_key)
