-- The keys of the entities that a case's open findings are about.
select distinct entity_key
from discrepancy.finding
where case_id = cast(:case_id as uuid) and status = 'open' and entity_key is not null
