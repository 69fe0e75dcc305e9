-- The rows kept back, as delivered: the day of delivery, row number, agreed columns and others, and the reasons.
{% for batch in batches %}
select {{ batch.received_on | string | literal }} as received_on, k.row_number, k.reasons, r.* exclude (row_number)
from kept k
join records_{{ loop.index }} r using (row_number)
where k.batch_id = {{ batch.batch_id | literal }}
{{ 'union all by name' if not loop.last }}
{% endfor %}
order by received_on, row_number
