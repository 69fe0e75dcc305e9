-- The open findings of a provider, in the order a report lists them.
select
    cast(finding_id as text) as finding_id, kind, severity, feed, library, entity, entity_key,
    element, rule, provider_value, golden_value, golden_provider, detail, row_number, opened_at,
    times_opened, closed_at, closed_by
from discrepancy.finding
where provider = :provider and status = 'open'
order by
    kind,
    severity,                                -- critical before warning
    (detail ->> 'stands_at') is null,        -- what has one cause stands together
    length(entity_key) nulls first,
    entity_key collate "C" nulls first,
    element nulls first,
    feed,
    row_number nulls first,
    finding_id
