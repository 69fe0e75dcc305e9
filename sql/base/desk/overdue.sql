-- The :most longest overdue cases on the day :today, and how many there are.
select cast(case_id as text) as case_id, respondent, provider, feed, kind, phase, due, rows,
       true as overdue, count(*) over () as total
from discrepancy.case
where phase <> 'closed' and due < :today
order by due, rows desc, case_id
limit :most
