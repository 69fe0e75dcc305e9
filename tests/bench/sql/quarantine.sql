-- Makes `quarantine_<feed>`: the rows kept back, as delivered, with the entity's key where it can be told and all reasons.
create table quarantine_{{ feed }} as
select r.*, t.entity_key, f.reasons
from (
    select row_number, jsonb_agg(jsonb_build_object('element', element, 'rule', rule) order by element, rule) as reasons
    from failure_{{ feed }} f
    where severity = 'critical' and not exists (select from again_{{ feed }} a where a.row_number = f.row_number and a.folded)
    group by row_number
) f
join typed_{{ feed }} t using (row_number)
join raw_{{ feed }} r using (row_number)
