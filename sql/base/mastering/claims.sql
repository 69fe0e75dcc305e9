-- The batch in force of each of the feeds :paths, with the date it holds for, whether a later delivery was held, and what names its content.
with recursive said as (  -- a delivery of changes without a row says what the one before it said
    select f.provider, f.feed, b.batch_id, b.batch_id as content, b.mode, b.received, b.previous, b.content_hash
    from registry.feed f
    join registry.batch b on b.batch_id = f.in_force
    where b.provider || '/' || b.feed = any(:paths)
    union all
    select s.provider, s.feed, s.batch_id, b.batch_id, b.mode, b.received, b.previous, b.content_hash
    from said s
    join registry.batch b on b.batch_id = s.previous
    where s.mode = 'changes' and s.received = 0
)
select b.provider || '/' || b.feed as path, b.batch_id, b.folder, b.rules, b.previous, f.as_of,
    case when s.mode = 'changes' then s.content else s.content_hash end as content,
    coalesce(latest.status = 'held', false) as held
from said s
join registry.batch b on b.batch_id = s.batch_id
join registry.feed f on f.in_force = b.batch_id
left join registry.batch latest on latest.batch_id = f.latest
where not (s.mode = 'changes' and s.received = 0 and s.previous is not null)
order by path
