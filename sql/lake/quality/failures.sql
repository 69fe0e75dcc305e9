-- Makes `failure`: what each record is refused for by the contract, one row a reason.
create or replace table failure as
select row_number, refusal.element as element, refusal.rule as rule, 'invalid' as kind,
       'critical' as severity, replace(refusal.value, chr(0), '␀') as value,
       cast(null as varchar) as message, cast(null as varchar) as remedy
from (select row_number, unnest(refused) as refusal from typed)
union all
select row_number, {{ key_element | literal }}, {{ standard | literal }}, 'invalid',
       'critical', replace({{ key_delivered | name }}, chr(0), '␀'), null, null
from typed
where entity_key is null and len(refused) = 0
