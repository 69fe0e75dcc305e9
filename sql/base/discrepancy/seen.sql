-- How many rows each case has, by how they are answered; joined: opened since the case was last counted; and the open cases without any.
with open as (
    select f.case_id, f.respondent, f.provider, f.feed, f.kind, f.element,
        case when f.respondent = f.provider then f.golden_provider else f.provider end as counterparty,
        f.opened_at, f.answer, f.contests, d.asked_for
    from discrepancy.asked f
    left join discrepancy.finding d on d.finding_id = f.finding_id and d.asked_for is not null
    where f.status = 'open'
),
counted as (
    select o.case_id, o.respondent, o.provider, o.feed, o.kind, o.element, o.counterparty,
        count(*) as rows,
        count(*) filter (where o.answer is null) as unanswered,
        count(*) filter (where o.contests) as contested,
        count(*) filter (where o.contests and o.answer = 'elsewhere') as not_ours,
        cast(min(o.opened_at) filter (where o.answer is null) at time zone 'Asia/Shanghai' as date) as oldest,
        count(*) filter (where o.opened_at > c.counted_at) as joined,
        count(*) filter (where o.asked_for = 'others') as others, count(*) filter (where o.asked_for = 'estimate') as estimated
    from open o
    left join discrepancy.case c on c.case_id = o.case_id
    group by o.case_id, o.respondent, o.provider, o.feed, o.kind, o.element, o.counterparty
)
select cast(coalesce(n.case_id, c.case_id) as text) as case_id,
    coalesce(n.respondent, c.respondent) as respondent, coalesce(n.provider, c.provider) as provider,
    coalesce(n.feed, c.feed) as feed, coalesce(n.kind, c.kind) as kind, coalesce(n.element, c.element) as element,
    coalesce(n.counterparty, c.counterparty) as counterparty,
    coalesce(n.rows, 0) as rows, coalesce(n.unanswered, 0) as unanswered, coalesce(n.contested, 0) as contested, coalesce(n.not_ours, 0) as not_ours,
    n.oldest, coalesce(n.joined, 0) as joined, n.others, n.estimated,
    case when n.case_id is null then coalesce(
        (select f.closed_by from discrepancy.finding f where f.case_id = c.case_id and f.status = 'closed'
         order by f.closed_at desc, f.finding_id limit 1), 'moved') end as closed_by,
    c.state
from counted n
full join discrepancy.case c on c.case_id = n.case_id
where n.case_id is not null or c.phase <> 'closed'
order by 1
