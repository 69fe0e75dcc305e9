-- Puts a batch in force for its feed, unless it is one of whole deliveries and the one in force is of a later interval.
insert into registry.feed as f (provider, feed, in_force, as_of)
select provider, feed, batch_id, :as_of from registry.batch where batch_id = :batch_id
on conflict (provider, feed) do update set
    in_force = excluded.in_force,
    as_of = case when :merged then greatest(f.as_of, excluded.as_of) else excluded.as_of end
where :merged
   or f.in_force is null
   or (select interval_at from registry.batch where batch_id = f.in_force)
      <= (select interval_at from registry.batch where batch_id = excluded.in_force)
