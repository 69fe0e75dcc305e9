-- The open findings of one case behind :numbers (the first digits of an id, 16 of them or all).
select n.number, cast(f.finding_id as text) as finding_id, f.library, f.entity, f.entity_key, f.element
from unnest(cast(:numbers as text[])) as n (number)
join discrepancy.finding f
    on f.finding_id between cast(rpad(n.number, 32, '0') as uuid) and cast(rpad(n.number, 32, 'f') as uuid)
where f.case_id = cast(:case_id as uuid) and f.status = 'open'
order by n.number, f.finding_id
