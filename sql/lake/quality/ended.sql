-- The records that are no more, so that no older word of them comes to life.
select record, {{ batch_id | literal if batch_id else 'cast(null as varchar)' }} as batch_id, row_number, __changed, __content
from typed
where row_number in (select row_number from counted where ended and not kept)
{% if carried %}
union all by name
from former_ended where record in (select record from retained)
{% endif %}
