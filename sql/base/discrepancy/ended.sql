-- The conflicts of a library that the data closed within a year.
select entity, entity_key, element, provider, feed, provider_value, golden_value, golden_provider as authority
from discrepancy.finding
where library = {{ library | literal }} and status = 'closed' and kind = 'conflict' and closed_by = 'data'
  and closed_at > timestamptz {{ since | literal }}
order by finding_id
