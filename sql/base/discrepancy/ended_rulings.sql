-- Marks the rulings that have ended as told in their cases' logs; says which had not been.
update registry.ruling set logged = true
where ended_at is not null and not logged and case_id is not null
returning cast(ruling_id as text) as ruling, cast(case_id as text) as case_id, entity_key, element, ended_by as by
