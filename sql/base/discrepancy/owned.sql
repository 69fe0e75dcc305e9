-- The cases in a phase of which somebody owes the next step, in the order of their ids.
select cast(case_id as text) as case_id, state
from discrepancy.case
where phase = :phase and owner = :owner
order by case_id
