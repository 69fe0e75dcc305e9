-- Those of some cases that a provider is asked about, open or closed, or in which it owes the next step.
select cast(case_id as text) as case_id
from discrepancy.case
where case_id = any(cast(:cases as uuid[])) and (respondent = :provider or owner = :provider)
