-- Makes `counted`: the delivered rows that are the newest word on their record, and whether they are kept back or end it.
create or replace table counted as
select row_number, record, __ended as ended,
    row_number in (select row_number from failure where severity = 'critical') as kept
from typed
where row_number not in (select row_number from copy)
  and record not in (select record from lost)
