-- Adds the rows that fail one expectation.
insert into failure_{{ feed }}
select row_number, {{ element | literal }}, {{ rule | literal }}, 'invalid', {{ severity | literal }}, {{ message | literal }}, {{ remedy | literal }}
from ({{ failing }}) failing
