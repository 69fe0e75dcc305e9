-- One row: the library's build in force and the parent of the build to be published.
select (select in_force from registry.library where library = :library) as in_force,
       (select parent from registry.build where build_id = :build_id) as parent
