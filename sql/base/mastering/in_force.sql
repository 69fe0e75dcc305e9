-- The build in force of one library; no row where none was published yet.
select b.build_id, b.inputs, b.rules, coalesce(b.decisions, '') as decisions, b.folder, b.due
from registry.library l
join registry.build b on b.build_id = l.in_force
where l.library = :library
