-- The findings of a provider that were open when it was last told (since) and are settled.
select
    cast(finding_id as text) as finding_id, kind, severity, feed, library, entity, entity_key,
    element, rule, provider_value, golden_value, golden_provider, detail, row_number, opened_at,
    times_opened, closed_at, closed_by
from discrepancy.finding
where provider = :provider
    and status = 'closed'
    and opened_at <= :since
    and closed_at > :since
order by kind, entity_key collate "C" nulls first, element nulls first, finding_id
