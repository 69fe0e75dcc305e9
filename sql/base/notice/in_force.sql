-- Where the batches in force of one provider's feeds lie, and the date each holds for.
select f.feed, b.batch_id, b.folder, b.rules, b.previous, f.as_of
from registry.feed f
join registry.batch b on b.batch_id = f.in_force
where f.provider = :provider
order by f.feed
