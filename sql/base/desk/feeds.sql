-- How each feed stands: what became of its last batch, and the accounts of the last one that was counted.
select f.provider || '/' || f.feed as path, latest.status, latest.held_reason,
       counted.as_of, counted.received, counted.accepted, counted.quarantined, counted.duplicates
from registry.feed f
left join registry.batch latest on latest.batch_id = f.latest
left join registry.batch counted
    on counted.batch_id = case when latest.received is null then f.in_force else f.latest end
