-- The batch in force of each of the feeds :paths, with the date it holds for and whether a later delivery was held.
select b.provider || '/' || b.feed as path, b.batch_id, b.content_hash, b.folder, b.rules, f.as_of,
       coalesce(latest.status = 'held', false) as held
from registry.feed f
join registry.batch b on b.batch_id = f.in_force
left join registry.batch latest on latest.batch_id = f.latest
where b.provider || '/' || b.feed = any(:paths)
order by path
