-- The open findings about one entity, with the case each is of.
select provider, kind, element, provider_value, cast(case_id as text) as case_id
from discrepancy.finding
where library = :library and entity = :entity and entity_key = :key and status = 'open'
order by provider, kind, element
