-- A page of the cases that are looked for, the most pressing first, and how many there are; no phase: all that are open; overdue: by the day :today.
select cast(case_id as text) as case_id, respondent, provider, feed, kind, element, counterparty, phase, owner, due, rows,
       phase <> 'closed' and coalesce(due < :today, false) as overdue, count(*) over () as total
from discrepancy.case
where case when cast(:phase as text) = '' then phase <> 'closed' else phase = :phase end
  and cast(:owner as text) in ('', owner)
  and cast(:kind as text) in ('', kind)
  and cast(:feed as text) in ('', provider || '/' || feed)
  and (not cast(:overdue as boolean) or phase <> 'closed' and due < :today)
order by due nulls last, rows desc, case_id
limit :most offset :skipped
