-- The ids of the cases whose number, the first digits of the id, is :number.
select cast(case_id as text) as case_id
from discrepancy.case
where replace(cast(case_id as text), '-', '') like lower(:number) || '%'
order by case_id
limit 2
