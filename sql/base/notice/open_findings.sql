-- The findings a provider is asked about, or has to reply to, in the order a report lists them: open ones, and those that came back before and were closed since :cooling; fresh: opened since the event it was last told of.
with news as (
    select distinct finding_id
    from discrepancy.finding_event
    where event_id > :since and event in ('opened', 'reopened')
)
select
    cast(f.finding_id as text) as finding_id, cast(f.case_id as text) as case_id, f.provider, f.respondent, kind, severity, f.feed, f.library, entity, entity_key,
    element, rule, provider_value, golden_value, golden_provider, detail, row_number, opened_at,
    times_opened, closed_at, closed_by, n.finding_id is not null as fresh,
    cast(b.landed_at at time zone 'Asia/Shanghai' as date) as received_on, f.answer, f.explanation,
    e.authority_wrong, e.proposed, e.backer, e.backers, coalesce(e.says_so, false) as says_so
from discrepancy.asked f
left join discrepancy.estimate e on e.finding_id = f.finding_id and f.status = 'open'
left join news n on n.finding_id = f.finding_id
left join registry.batch b on b.batch_id = f.batch_id
where (f.respondent = :provider
       or f.case_id in (select case_id from discrepancy.case where owner = :provider and phase in ('negotiating', 'rechecking')))
    and (f.status = 'open' or (f.status = 'closed' and f.times_opened > 1 and f.closed_at > :cooling))
order by
    kind,
    severity,                                -- critical before warning
    (detail ->> 'stands_at') is null,        -- what has one cause stands together
    rule,
    length(entity_key) nulls first,
    entity_key collate "C" nulls first,
    element nulls first,
    f.feed,
    row_number nulls first,
    f.finding_id
