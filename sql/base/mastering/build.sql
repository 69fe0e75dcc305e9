-- The build of one id.
select build_id, library, parent, inputs, rules, folder, status from registry.build where build_id = :build_id
