-- Makes `{{ view }}`: one row a record in force after a batch: its own rows, those of earlier layers that still count, and what was carried over; the spelling of what is spelt as its value is that value.
create or replace view {{ view }} as
{% macro told(batch_id) %}
select {% for column, value in rows %}{{ value }}{{ ' as ' ~ (column | name) }}, {% endfor %}{{ batch_id | literal }} as batch_id
{% endmacro %}
{% for layer in layers %}
{{ told(layer.batch_id) }}
from {{ view }}_layer_{{ loop.index0 }} r
anti join (select row_number from {{ view }}_before where layer = {{ loop.index0 }}) gone using (row_number)
union all by name
{% endfor %}
{% if rows %}
{{ told(batch_id) }}
from {{ view }}_rows r
anti join {{ view }}_out using (row_number)
{% endif %}
{{ 'union all by name' if rows and carried }}
{% if carried %}
from {{ view }}_carried
{% endif %}
