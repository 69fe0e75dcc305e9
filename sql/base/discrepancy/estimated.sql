-- The open findings of one library that the estimate gave to the authority, each with that authority.
select replace(cast(finding_id as text), '-', '') as finding_id, golden_provider as authority
from discrepancy.finding
where library = {{ library | literal }} and status = 'open' and asked_for = 'estimate'
