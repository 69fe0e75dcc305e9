-- The :most most pressing cases before the bureau, and how many there are; overdue: by the day :today.
select cast(case_id as text) as case_id, respondent, provider, feed, kind, phase, due, rows,
       coalesce(due < :today, false) as overdue, count(*) over () as total
from discrepancy.case
where phase = 'adjudicating'
order by due nulls last, rows desc, case_id
limit :most
