-- Makes `decided`: of what is missing, whose word decides about it, of which date, and whether it may yet come from there.
create or replace table decided as
with deciding as (
    select m.target, m.target_key, any_value(d.provider) as provider, min(d.as_of) as as_of,
        bool_or(d.held) as held, bool_and(d.shared) as shared
    from (select distinct target, target_key from missing) m
    join decider d on d.target = m.target and starts_with(m.target_key, d.prefix)
        and len(list_filter(d.excepted, lambda e: starts_with(m.target_key, e))) = 0
    group by m.target, m.target_key
),
stated as (
    select s.target, s.entity_key, max(s.since) as since, bool_or(s.living) as living
    from decider_state s
    semi join missing m on m.target = s.target and m.target_key = s.entity_key
    group by s.target, s.entity_key
)
select m.value, m.target, m.target_key, m.known, m.known_as, d.provider, d.as_of, s.since,
    case when d.shared then m.label end as label,
    d.held or k.entity_key is not null or n.value is not null
        or (s.entity_key is not null and (s.living or not m.known)) as awaited
from missing m
join deciding d on d.target = m.target and d.target_key = m.target_key
left join (select distinct target, entity_key from decider_kept) k
    on k.target = m.target and k.entity_key = m.target_key
left join near n on n.target = m.target and n.value = m.value
left join stated s on s.target = m.target and s.entity_key = m.target_key
