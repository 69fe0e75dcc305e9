-- The records told by earlier deliveries that are still in force, as they are read.
select * exclude (own)
from present
where not own and record not in (select record from contested where severity = 'critical')
