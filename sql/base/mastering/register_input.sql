-- Registers one batch that a build is made from.
insert into registry.build_input (build_id, provider, feed, batch_id)
values (:build_id, :provider, :feed, :batch_id)
on conflict do nothing
