-- The cases that are raised and not told yet.
select cast(case_id as text) as case_id
from discrepancy.case
where phase = 'raised'
order by case_id
