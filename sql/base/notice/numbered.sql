-- The findings behind :numbers (the first 16 digits of an id); changed: otherwise than the report said that ends with event :since, or come back and told so (:older: in a later report).
select n.number, cast(f.finding_id as text) as finding_id, f.status, f.respondent, f.provider, f.closed_by, f.closed_at,
    cast(f.case_id as text) as case_id,
    exists (
        select from discrepancy.finding_event e
        where e.finding_id = f.finding_id and e.event_id > :since
          and (
            (e.event = 'reopened' and (:older or f.times_opened <= 2))
            or (e.event = 'changed' and not exists (
                select from (
                    select * from discrepancy.finding_event b
                    where b.finding_id = f.finding_id and b.event_id <= :since
                    order by b.event_id desc
                    limit 1
                ) told
                where (told.provider_value, told.golden_value)
                    is not distinct from (f.provider_value, f.golden_value)
            ))
          )
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
