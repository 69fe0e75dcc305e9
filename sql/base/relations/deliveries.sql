-- Each feed's batch in force: where it lies, the date it holds for, and whether a later delivery was held.
select b.provider || '/' || b.feed as path, b.batch_id, b.folder, b.rules, b.previous, f.as_of,
       coalesce(latest.status = 'held', false) as held
from registry.feed f
join registry.batch b on b.batch_id = f.in_force
left join registry.batch latest on latest.batch_id = f.latest
order by path
