-- Registers a build as built; one that is further on keeps its status.
insert into registry.build (
    build_id, library, parent, inputs, rules, decisions, folder, as_of, status, golden, disagreements,
    changed, mastered, judged, written, due, rulings, overtaken, built_at)
values (:build_id, :library, :parent, :inputs, :rules, :decisions, :folder, :as_of, 'built', :golden, :disagreements,
    :changed, :mastered, :judged, :written, cast(:due as jsonb), cast(:rulings as uuid[]), cast(:overtaken as uuid[]), :at)
on conflict (build_id) do update set
    status = case when registry.build.status = 'published' then 'published' else 'built' end,
    reason = null, golden = excluded.golden, disagreements = excluded.disagreements,
    changed = excluded.changed, mastered = excluded.mastered, judged = excluded.judged,
    written = excluded.written, due = excluded.due, rulings = excluded.rulings, overtaken = excluded.overtaken
