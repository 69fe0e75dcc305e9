-- Adds to `failure` the rows that failed one expectation; `failed` holds their numbers.
insert into failure
select row_number, {{ element | literal }}, {{ rule | literal }}, 'invalid', {{ severity | literal }},
       replace({{ delivered | name }}, chr(0), '␀'), {{ message | literal if message else 'null' }},
       {{ remedy | literal if remedy else 'null' }}
from (select row_number from typed where not __ended) counted
semi join ({{ failed }}) failed using (row_number)
join (select row_number, {{ delivered | name }} from records) told using (row_number)
