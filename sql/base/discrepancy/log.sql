-- A case's log, in its order.
select step, actor, at, facts, clock
from discrepancy.case_entry
where case_id = cast(:case_id as uuid)
order by number
