-- How many open rows of a case are about what no ruling holds of.
select count(*) as rows
from discrepancy.finding f
where f.case_id = cast(:case_id as uuid) and f.status = 'open' and not exists (
    select from registry.ruling r
    where (r.library, r.entity, r.entity_key, r.element) = (f.library, f.entity, f.entity_key, f.element)
      and r.ended_at is null)
