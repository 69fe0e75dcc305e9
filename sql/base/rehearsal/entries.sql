-- The logs of all cases, each in its order.
select entry_id, cast(case_id as text) as case_id, number, step, actor, at, facts, clock
from discrepancy.case_entry
order by case_id, number
