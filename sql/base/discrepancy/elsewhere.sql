-- What is open outside a scope: how many findings of each cause.
select respondent, provider, feed, kind, element,
    case when respondent = provider then golden_provider else provider end as counterparty, count(*) as rows
from discrepancy.finding
where status = 'open' and scope <> :scope
group by 1, 2, 3, 4, 5, 6
