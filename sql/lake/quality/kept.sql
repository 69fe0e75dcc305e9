-- The records kept back: entity key where it can be told, key and label as delivered, the row, all reasons.
select t.entity_key, t.{{ key_delivered | name }} as key_delivered,
    {{ ('t.' ~ ((label ~ '__delivered') | name)) if label else 'cast(null as varchar)' }} as label,
    {{ batch_id | literal if batch_id else 'cast(null as varchar)' }} as batch_id, row_number,
    f.reasons, t.record, t.__changed, t.__content
from (
    select row_number, list({'element': element, 'rule': rule, 'value': value} order by element, rule) as reasons
    from failure
    where severity = 'critical' and row_number in (select row_number from counted)
      and row_number not in (select row_number from copy)
    group by row_number
) f
join typed t using (row_number)
{% if carried %}
union all by name
select p.entity_key, p.{{ key_delivered | name }} as key_delivered,
    {{ ('p.' ~ ((label ~ '__delivered') | name)) if label else 'cast(null as varchar)' }} as label,
    p.batch_id, p.row_number,
    [{'element': c.element, 'rule': c.rule, 'value': c.value}] as reasons, p.record, p.__changed, p.__content
from contested c
join present p using (record)
where not c.own and c.severity = 'critical' and c.rule <> 'folded'
union all by name
from former_kept
where record in (select record from retained) and record not in (select record from former_aside)
{% endif %}
