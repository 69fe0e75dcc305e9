-- Rules on what the open conflicts :ids of one case are about, and ends the rulings before on the same.
with told as (
    select * from unnest(cast(:ids as uuid[]), cast(:values as text[])) as t (finding_id, value)
),
about as (
    select f.library, f.entity, f.entity_key, f.element, t.value,
        case when last.ended_at is null and last.ruling_id is not null or f.golden_provider = 'bureau'
             then last.instead_of else f.golden_value end as instead_of,
        case when last.ended_at is null then last.ruling_id end as before
    from told t
    join discrepancy.finding f on f.finding_id = t.finding_id
    left join lateral (
        select ruling_id, instead_of, ended_at
        from registry.ruling r
        where (r.library, r.entity, r.entity_key, r.element) = (f.library, f.entity, f.entity_key, f.element)
        order by made_at desc, ruling_id
        limit 1
    ) last on true
    where f.case_id = cast(:case_id as uuid) and f.status = 'open' and f.kind = 'conflict'
),
replaced as (
    update registry.ruling set ended_at = :at, ended_by = 'replaced'
    from about where ruling_id = about.before
    returning ruling_id
)
insert into registry.ruling (library, entity, entity_key, element, value, instead_of, reason, until, case_id, made_by, made_at)
select library, entity, entity_key, element, value, instead_of, :reason, cast(:until as date), cast(:case_id as uuid), :made_by, :at
from about
where (select count(*) from replaced) >= 0  -- the one before ends first
returning cast(ruling_id as text) as ruling_id, entity_key, element, value, instead_of
