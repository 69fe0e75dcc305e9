-- The first values that are not the true ones.
select entity_key, element, true_value, golden_value
from held
where not same
order by element, entity_key
limit {{ most }}
