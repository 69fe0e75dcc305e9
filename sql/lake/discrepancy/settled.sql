-- What is open of a library once the findings of `{{ staged }}` are settled: what is raised, and of what waits that which is open.
select finding_id, provider, feed, kind, entity, entity_key, element, golden_provider, provider_value
from {{ staged }}
where not waiting
union all by name
select o.finding_id, o.provider, o.feed, o.kind, o.entity, o.entity_key, o.element, o.golden_provider, o.provider_value
from open_finding o
semi join (select finding_id from {{ staged }} where waiting) using (finding_id)
