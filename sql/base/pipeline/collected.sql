-- What became of each feed's last delivery, and the accounting of the batch in force.
select f.provider || '/' || f.feed as feed, latest.status, b.received, b.accepted, b.quarantined, b.duplicates
from registry.feed f
join registry.batch latest on latest.batch_id = f.latest
left join registry.batch b on b.batch_id = f.in_force
order by 1
