-- How many rows of each feed are in force.
select f.provider || '/' || f.feed as path, b.accepted
from registry.feed f
join registry.batch b on b.batch_id = f.in_force
