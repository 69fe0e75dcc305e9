-- Open findings by who owes an answer and kind.
select provider, kind, coalesce(element, '-') as element, severity, count(*) as findings
from discrepancy.finding
where status = 'open'
group by 1, 2, 3, 4
order by 1, 2, 3
