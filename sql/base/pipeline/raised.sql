-- Open findings by who owes an answer, kind and group.
select provider, kind, coalesce(element, '-') as element, coalesce(detail ->> 'group', '-') as "group", severity, count(*) as findings
from discrepancy.finding
where status = 'open'
group by 1, 2, 3, 4, 5
order by 1, 2, 6
