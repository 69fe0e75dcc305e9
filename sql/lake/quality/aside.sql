-- The records that pass for themselves and are kept back, or folded, beside others: they may be in force again when those change.
select * exclude (own)
from present
where record in (select record from contested where severity = 'critical')
