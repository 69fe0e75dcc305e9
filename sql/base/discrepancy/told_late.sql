-- The feeds that are told to be late.
select provider || '/' || feed as path
from discrepancy.finding
where kind = 'late' and status = 'open'
