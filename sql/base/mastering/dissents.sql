-- The open findings about one entity.
select provider, kind, element, provider_value
from discrepancy.finding
where library = :library and entity = :entity and entity_key = :key and status = 'open'
order by provider, kind, element
