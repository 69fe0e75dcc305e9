-- A library's rulings: whether they hold on a day, and whether its build in force bears them; those of which neither is true are left out.
select cast(r.ruling_id as text) as ruling_id, r.entity, r.entity_key, r.element, r.value, r.instead_of, r.holds, r.applied
from (
    select t.*, t.ended_at is null and coalesce(t.until >= :day, true) as holds,
        coalesce(t.ruling_id = any(b.rulings), false) as applied
    from registry.ruling t
    left join registry.library l on l.library = t.library
    left join registry.build b on b.build_id = l.in_force
    where t.library = :library and (t.ended_at is null or t.ruling_id = any(b.rulings))
) r
where r.holds or r.applied
order by r.ruling_id
