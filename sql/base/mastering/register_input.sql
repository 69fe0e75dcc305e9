-- Registers one batch that a build is made from, and the files that were read.
insert into registry.build_input (build_id, provider, feed, batch_id, state, kept)
values (:build_id, :provider, :feed, :batch_id, :state, :kept)
on conflict (build_id, provider, feed) do update set
    batch_id = excluded.batch_id, state = excluded.state, kept = excluded.kept
