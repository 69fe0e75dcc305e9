-- Makes `disputed`: what any provider says otherwise of one entity: the value in force, and whose it is.
create or replace table disputed as
select entity_key, element, any_value(golden_value) as golden, any_value(golden_provider) as authority
from finding
where kind = 'conflict' and entity = {{ entity | literal }} and golden_provider is not null
group by all
