-- Makes `contested`: the records that share an entity with another: two bearers of one number, contradictory, the same twice, or folded into a later one.
create or replace table contested as
with told as (
    select entity_key, record, own, batch_id, row_number, {{ key_delivered | name }} as value,
        {{ group if group else 'null' }} as grouped, __changed,
        {{ 'normal_text(cast(' ~ 't.' ~ (label | name) ~ ' as varchar))' if label else 'cast(null as varchar)' }} as label,
        cast(to_json({ {%- for name, said in elements %}{{ name | literal }}: {{ said }}{{ ', ' if not loop.last }}{% endfor -%} }) as varchar) as said
    from present t
    where entity_key in (select entity_key from present group by entity_key having count(*) > 1)
),
compared as (
    select *, coalesce(min(label) over one <> max(label) over one, false) as strangers,
        min(said) over one <> max(said) over one and bool_and(__changed is not null) over one
            and __changed < max(__changed) over one as earlier
    from told
    window one as (partition by entity_key)
),
judged as (
    select *, case
        when strangers then 'one_number_two_entities'
        when earlier then 'folded'
        when min(said) filter (where not earlier) over one <> max(said) filter (where not earlier) over one
            then 'contradiction'
        when count(*) filter (where not earlier) over one > 1 then 'entity_twice' end as rule
    from compared
    window one as (partition by entity_key)
)
select entity_key, record, own, batch_id, row_number, {{ key_element | literal }} as element, rule,
    case rule when 'one_number_two_entities' then 'identity' else 'duplicate' end as kind,
    case when rule = 'entity_twice' then 'warning' else 'critical' end as severity,
    replace(value, chr(0), '␀') as value, cast(grouped as varchar) as grouped,
    cast(null as varchar) as message, cast(null as varchar) as remedy
from judged
where rule is not null
