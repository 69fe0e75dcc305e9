-- The open conflicts of `{{ open }}` about values that more than one provider contradicts.
select finding_id, provider, entity, entity_key, element, golden_provider, provider_value
from {{ open }}
semi join (
    select entity, entity_key, element from {{ open }} where kind = 'conflict'
    group by entity, entity_key, element having count(distinct provider) > 1
) using (entity, entity_key, element)
where kind = 'conflict'
