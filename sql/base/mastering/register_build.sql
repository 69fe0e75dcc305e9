-- Registers a build as built; one that is further on keeps its status.
insert into registry.build (
    build_id, library, parent, inputs, rules, folder, as_of, status, golden, disagreements, built_at)
values (:build_id, :library, :parent, :inputs, :rules, :folder, :as_of, 'built', :golden, :disagreements, :at)
on conflict (build_id) do update set
    status = case when registry.build.status = 'published' then 'published' else 'built' end,
    reason = null, golden = excluded.golden, disagreements = excluded.disagreements
