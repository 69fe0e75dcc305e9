-- The open findings of a library about what the build :build_id is the first to bear a ruling on.
select cast(f.finding_id as text) as finding_id
from registry.build b
left join registry.build p on p.build_id = b.parent
join registry.ruling r on r.ruling_id = any(b.rulings) and not coalesce(r.ruling_id = any(p.rulings), false)
join discrepancy.finding f
    on (f.library, f.entity, f.entity_key, f.element) = (r.library, r.entity, r.entity_key, r.element)
where b.build_id = :build_id and f.status = 'open' and f.scope = 'library:' || b.library
