-- The rows let through with a warning.
select row_number, record
from typed
where row_number in (select row_number from failure)
  and row_number in (select row_number from accepted)
