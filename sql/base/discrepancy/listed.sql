-- The cases that are open, or all with :closed, of one respondent or owner where :provider is given; the most pressing first.
select upper(left(cast(case_id as text), 8)) as case, respondent, kind,
    provider || '/' || feed || coalesce('.' || element, '') as about, counterparty, phase, owner, due, rows, unanswered,
    case when escalated then 'overdue' end as escalated
from discrepancy.case
where (:closed or phase <> 'closed')
  and (cast(:provider as text) is null or :provider in (respondent, owner))
order by phase = 'closed', due nulls last, rows desc, case_id
