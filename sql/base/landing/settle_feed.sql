-- Notes a feed's last settled batch, says whether it is this one, and, where it repeats or is the one in force, the date that confirms.
insert into registry.feed as f (provider, feed, latest)
select provider, feed, batch_id from registry.batch where batch_id = :batch_id
on conflict (provider, feed) do update set
    latest = case
        when f.latest is null
          or (select interval_at from registry.batch where batch_id = f.latest)
             <= (select interval_at from registry.batch where batch_id = excluded.latest)
        then excluded.latest else f.latest end,
    as_of = case
        when (select b.content_hash from registry.batch b where b.batch_id = f.in_force)
             = (select b.content_hash from registry.batch b where b.batch_id = excluded.latest)
        then greatest(f.as_of, cast(:as_of as date)) else f.as_of end
returning latest = :batch_id as is_latest
