-- The build in force of every library that has one.
select l.library, b.build_id, b.folder
from registry.library l
join registry.build b on b.build_id = l.in_force
