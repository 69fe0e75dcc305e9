-- Makes `fault`: what every record fails by itself, one row a reason: of the delivered rows that count, and of records retained.
create or replace table fault as
select t.record, {{ batch_id | literal if batch_id else 'cast(null as varchar)' }} as batch_id, f.*,
    cast({{ group if group else 'null' }} as varchar) as grouped,
    coalesce(t.entity_key, replace(t.{{ key_delivered | name }}, chr(0), '␀'), md5(concat_ws(chr(31)
    {%- for column in columns %}, t.{{ (column.name ~ '__delivered') | name }}{% endfor %}))) as entity_key
from failure f
join typed t using (row_number)
join counted c using (row_number)
where f.severity = 'critical' or not c.kept
{% if carried %}
union all by name
from former_faults where record in (select record from retained)
{% endif %}
