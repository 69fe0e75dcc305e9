-- Adds to `failure` the rows that say something else of the same record than a later row of the same delivery.
insert into failure
select row_number, {{ element | literal }}, 'contradiction', 'duplicate', 'critical',
       {{ delivered | name }}, null, null
from typed
where row_number not in (select row_number from copy)
  and row_number not in (select row_number from failure where severity = 'critical')
qualify row_number() over (
    partition by {% for column in record_key %}{{ column | name }}{{ ', ' if not loop.last }}{% endfor %}

    order by row_number desc) > 1
