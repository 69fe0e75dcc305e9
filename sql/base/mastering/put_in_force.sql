-- Makes a build the library's.
insert into registry.library (library, in_force) values (:library, :build_id)
on conflict (library) do update set in_force = excluded.in_force
