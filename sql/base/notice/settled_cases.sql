-- Those of :cases whose every row is settled; what was given to another respondent goes on there.
select cast(case_id as text) as case_id
from discrepancy.case
where case_id = any(cast(:cases as uuid[])) and phase = 'closed' and state ->> 'closed_by' <> 'transfer'
