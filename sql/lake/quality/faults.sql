-- Makes `fault`: what every record fails by itself, one row a reason: of the delivered rows that count, and of records retained.
create or replace table fault as
select t.record, {{ batch_id | literal if batch_id else 'cast(null as varchar)' }} as batch_id, f.*,
    cast({{ group if group else 'null' }} as varchar) as grouped, coalesce(t.entity_key, t.__subject) as entity_key
from failure f
join typed t using (row_number)
left join excepted x using (row_number)
where coalesce(not x.old, true) and (f.severity = 'critical' or not coalesce(x.kept, false))
{% if carried %}
union all by name
from former_faults where record in (select record from retained)
{% endif %}
