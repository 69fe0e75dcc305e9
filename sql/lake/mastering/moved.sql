-- How many golden values of one element would be others, and how many stay but come from another provider, by whose they are and would be; a few keys of each.
with met as (
    select b.entity_key, s.provider as was, t.provider as becomes,
        b.{{ element }} is distinct from a.{{ element }} as other
    from before_{{ entity }} b
    join after_{{ entity }} a using (entity_key)
    left join named s on s.source_id = b.{{ element }}_source
    left join named t on t.source_id = a.{{ element }}_source
    where b.{{ element }} is distinct from a.{{ element }} or s.provider is distinct from t.provider
)
select was, becomes, count(*) filter (other) as other, count(*) filter (not other) as same,
    coalesce(min(entity_key, {{ samples }}) filter (other), min(entity_key, {{ samples }})) as keys
from met
group by was, becomes
order by other desc, same desc, was, becomes
