-- The numbers of the rows let through.
select row_number
from typed
where row_number not in (select row_number from copy)
  and row_number not in (select row_number from failure where severity = 'critical')
