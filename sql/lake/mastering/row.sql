-- The record of a feed that speaks of one entity: its batch, its number in it, and one column as delivered.
select batch_id, row_number, {{ element }}__delivered
from state
where entity_key = {{ key | literal }}
{% if carried %}
   or entity_key in (select old_key from carried where new_key = {{ key | literal }})
{% endif %}
order by entity_key <> {{ key | literal }}, since desc nulls last, batch_id desc, row_number desc, record
limit 1
