-- How many cases about a feed are open.
select count(*) as cases
from discrepancy.case
where provider = :provider and feed = :feed and phase <> 'closed'
