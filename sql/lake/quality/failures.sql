-- Makes `failure`: what each record is refused for by the contract, one row a reason; one that is no more has to tell no more than which it was.
create or replace table failure as
select row_number, refusal.element as element, refusal.rule as rule,
       case when refusal.rule like 'geometry%' then 'geometry' else 'invalid' end as kind,
       'critical' as severity, replace(refusal.value, chr(0), '␀') as value,
       cast(null as varchar) as message, cast(null as varchar) as remedy
from (select row_number, __ended, unnest(refused) as refusal from typed)
where not __ended
   or refusal.element in ({% for column in told_at_the_end %}{{ column | literal }}{{ ', ' if not loop.last }}{% endfor %})
union all
select row_number, {{ key_element | literal }}, {{ key_rule }}, 'invalid',
       'critical', replace({{ key_delivered | name }}, chr(0), '␀'), null, null
from typed
where entity_key is null and refused is null and not __ended
