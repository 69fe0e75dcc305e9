-- The cases that are open, or all with :closed, of one respondent or owner where :provider is given; the most pressing first, of equals the one whose authority is likeliest to be wrong (doubt: of its rows on the average).
with doubted as (
    select f.case_id, avg(e.authority_wrong) as doubt
    from discrepancy.estimate e
    join discrepancy.finding f on f.finding_id = e.finding_id and f.status = 'open'
    group by f.case_id
)
select upper(left(cast(case_id as text), 8)) as case, respondent, kind,
    provider || '/' || feed || coalesce('.' || element, '') as about, counterparty, phase, owner, due, rows, unanswered,
    case when escalated then 'overdue' end as escalated, cast(round(100 * doubt) as integer) as doubt_percent
from discrepancy.case
left join doubted using (case_id)
where (:closed or phase <> 'closed')
  and (cast(:provider as text) is null or :provider in (respondent, owner))
order by phase = 'closed', due nulls last, doubt desc nulls last, rows desc, case_id
