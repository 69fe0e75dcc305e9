-- Notes a feed's last settled batch, says whether it is this one, and, where it repeats, confirms or is the one in force, the date it holds for; a whole one's interval.
insert into registry.feed as f (provider, feed, latest)
select provider, feed, batch_id from registry.batch where batch_id = :batch_id
on conflict (provider, feed) do update set
    latest = case
        when f.latest is null
          or (select interval_at from registry.batch where batch_id = f.latest)
             <= (select interval_at from registry.batch where batch_id = excluded.latest)
        then excluded.latest else f.latest end,
    as_of = case
        when :confirms
          or (select b.content_hash from registry.batch b where b.batch_id = f.in_force)
             = (select b.content_hash from registry.batch b where b.batch_id = excluded.latest)
        then greatest(f.as_of, cast(:as_of as date)) else f.as_of end,
    whole_at = (
        select case when b.mode = 'snapshot' and b.status in ('accepted', 'unchanged')
            then greatest(f.whole_at, b.interval_at) else f.whole_at end
        from registry.batch b where b.batch_id = excluded.latest)
returning latest = :batch_id as is_latest
