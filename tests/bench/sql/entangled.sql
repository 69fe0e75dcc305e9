-- Adds what records are refused for, or warned of, beside others of the same entity.
insert into failure_{{ feed }}
select row_number, {{ key | literal }}, rule, kind, severity, null, null
from contested_{{ feed }} where rule <> 'folded'
