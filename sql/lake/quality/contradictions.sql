-- Adds to `failure` all rows of a record of which one delivery says several things, and nothing tells which is later.
insert into failure
select row_number, {{ key_element | literal }}, 'contradiction', 'duplicate', 'critical', value, null, null
from again
where row_number not in (select row_number from copy)
qualify count(*) over (partition by record) > 1
