-- The open findings of one library, in the form in which they are found.
select replace(cast(finding_id as text), '-', '') as finding_id, kind, severity, provider, feed, library, entity, entity_key,
       element, rule, provider_value, golden_value, golden_provider, cast(detail as text) as detail,
       batch_id, row_number
from discrepancy.finding
where scope = {{ scope | literal }} and status = 'open'
