-- The cases :cases as they stand.
select cast(case_id as text) as case_id, state
from discrepancy.case
where case_id = any(cast(:cases as uuid[]))
order by case_id
