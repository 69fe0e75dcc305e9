-- The first failures in the order of rows: row number, key, element, rule, severity, delivered value.
select row_number, coalesce(entity_key, '-'), element, rule, severity, coalesce(value, '')
from failure join typed using (row_number)
where severity = 'critical' or row_number not in (select row_number from failure where severity = 'critical')
order by severity, row_number
limit {{ rows }}
