-- The findings a provider was asked about that were open at the event it was last told of, and are settled.
with moved as (
    select distinct finding_id from discrepancy.finding_event where event_id > :since
)
select
    cast(f.finding_id as text) as finding_id, cast(case_id as text) as case_id, provider, kind, severity, feed, library, entity, entity_key,
    element, rule, provider_value, golden_value, golden_provider, detail, row_number, opened_at,
    times_opened, closed_at, closed_by, false as fresh
from discrepancy.finding f
join moved using (finding_id)
where respondent = :provider
    and status = 'closed'
    and (
        select e.event from discrepancy.finding_event e
        where e.finding_id = f.finding_id and e.event_id <= :since
        order by e.event_id desc
        limit 1
    ) <> 'closed'
order by kind, entity_key collate "C" nulls first, element nulls first, f.finding_id
