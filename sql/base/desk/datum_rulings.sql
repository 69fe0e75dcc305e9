-- The rulings that hold about one entity.
select element, value, instead_of, reason, until, made_by, made_at, cast(case_id as text) as case_id
from registry.ruling
where library = :library and entity = :entity and entity_key = :key and ended_at is null
