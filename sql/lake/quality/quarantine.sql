-- The rows kept back: as delivered, with the entity's key where it could be told and all reasons.
select r.*, t.entity_key, f.reasons
from (
    select row_number, list({'element': element, 'rule': rule, 'value': value} order by element, rule) as reasons
    from failure
    where severity = 'critical'
    group by row_number
) f
join records r using (row_number)
join (select row_number, entity_key from typed) t using (row_number)
where row_number not in (select row_number from copy)
order by row_number
