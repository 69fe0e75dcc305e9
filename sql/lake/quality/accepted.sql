-- The rows let through, standardised and typed: row_number, entity_key, the contract's columns.
select row_number, entity_key
    {%- for column in columns %}, {{ column.name | name }}{% endfor %}

from typed
where row_number not in (select row_number from copy)
  and row_number not in (select row_number from failure where severity = 'critical')
order by entity_key, row_number
