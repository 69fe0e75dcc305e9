-- Makes `contested_<feed>`: the records that share an entity with another: two bearers of one number, contradictory, the same twice, or folded into a later one.
create unlogged table contested_{{ feed }} as
with present as (
    select * from typed_{{ feed }} t where not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)
),
told as (
    select entity_key, record, row_number, changed, normal_text({{ label | name }}) as label,
        row({% for element in said %}{{ element }}{{ ', ' if not loop.last }}{% endfor %})::text as said
    from present
    where entity_key in (select entity_key from present group by entity_key having count(*) > 1)
),
compared as (
    select *, coalesce(min(label) over one <> max(label) over one, false) as strangers,
        coalesce(min(said) over one <> max(said) over one and bool_and(changed is not null) over one
            and changed < max(changed) over one, false) as earlier
    from told window one as (partition by entity_key)
),
judged as (
    select *, case when strangers then 'one_number_two_entities'
                   when earlier then 'folded'
                   when min(said) over one <> max(said) over one then 'contradiction'
                   when count(*) over one > 1 then 'entity_twice' end as rule
    from compared window one as (partition by entity_key, earlier)
)
select entity_key, record, row_number, rule,
    case rule when 'one_number_two_entities' then 'identity' else 'duplicate' end as kind,
    case when rule = 'entity_twice' then 'warning' else 'critical' end as severity
from judged where rule is not null
