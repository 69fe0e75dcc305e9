-- What a library's estimate would be made of: the build in force and what was settled by answers; and what the last one was.
select b.build_id, b.folder, b.build_id || ' ' || (
    select count(*) || ' ' || coalesce(extract(epoch from max(greatest(a.at, a.spent_at, a.decided_at))), 0)
    from discrepancy.answer a join discrepancy.finding f using (finding_id) where f.library = :library) as made_of,
    e.made_of as last
from registry.library l
join registry.build b on b.build_id = l.in_force
left join discrepancy.estimated e on e.library = l.library
where l.library = :library
