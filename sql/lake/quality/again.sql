-- Makes `again`: the delivered rows whose record occurs more than once, copies aside.
create or replace table again as
select row_number, record, __changed, {{ key_delivered | name }} as value
from typed
where row_number not in (select row_number from copy)
  and record in (select record from typed group by record having count(*) > 1)
