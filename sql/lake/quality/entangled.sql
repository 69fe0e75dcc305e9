-- Adds to `failure` what delivered rows are refused for, or warned of, beside other records of the same entity.
insert into failure
select row_number, element, rule, kind, severity, value, message, remedy
from contested
where own and rule <> 'folded'
