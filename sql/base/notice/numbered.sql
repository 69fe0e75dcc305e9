-- The findings behind :numbers (the first 16 digits of an id); changed: since event :since.
select n.number, cast(f.finding_id as text) as finding_id, f.status, f.respondent, f.provider, f.closed_by, f.closed_at,
    f.library, f.entity, cast(f.case_id as text) as case_id,
    exists (
        select from discrepancy.finding_event e
        where e.finding_id = f.finding_id and e.event_id > :since and e.event in ('changed', 'reopened')
    ) as changed
from unnest(cast(:numbers as text[])) as n (number)
cross join lateral (
    select *
    from discrepancy.finding
    where finding_id between cast(n.number || repeat('0', 16) as uuid) and cast(n.number || repeat('f', 16) as uuid)
    order by finding_id  -- by its index, however many there are
    limit 9
) f
order by n.number, f.finding_id
