-- A provider's feeds: the last batch that came, the accounts of the one in force, and what is open of each.
select f.feed, l.landed_at, l.as_of, l.status, b.received, b.accepted, b.quarantined, b.duplicates,
    (select coalesce(sum(rows), 0) from discrepancy.case c where c.provider = f.provider and c.feed = f.feed) as open
from registry.feed f
join registry.batch l on l.batch_id = f.latest
left join registry.batch b on b.batch_id = f.in_force
where f.provider = :provider
order by f.feed
