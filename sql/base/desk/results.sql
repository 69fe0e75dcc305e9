-- What a feed's last thirty accepted batches failed, by rule and element, the most failed by the last one first: findings after each of them, the oldest first, and the open case.
with last as (
    select batch_id, row_number() over (order by interval_at desc, landed_at desc) as back
    from registry.batch
    where provider = :provider and feed = :feed and status = 'accepted'
    order by interval_at desc, landed_at desc
    limit 30
),
failed as (
    select distinct r.kind, r.rule, r.element from registry.result r join last using (batch_id)
)
select f.kind, f.rule, f.element, max(r.severity) as severity,
    array_agg(coalesce(r.findings, 0) order by l.back desc) as findings,
    (select cast(c.case_id as text) from discrepancy.case c
     where c.respondent = :provider and c.provider = :provider and c.feed = :feed and c.kind = f.kind
       and coalesce(c.element, '-') = f.element and c.counterparty is null and c.phase <> 'closed') as case_id
from failed f
cross join last l
left join registry.result r on (r.batch_id, r.kind, r.rule, r.element) = (l.batch_id, f.kind, f.rule, f.element)
group by f.kind, f.rule, f.element
order by (array_agg(coalesce(r.findings, 0) order by l.back))[1] desc, f.kind, f.rule, f.element
