-- The first failures in the order of rows: row number, key, element, rule, severity, delivered value.
select row_number, coalesce(entity_key, '-'), element, rule, severity, coalesce(value, '')
from failure join typed using (row_number)
order by severity, row_number
limit {{ rows }}
