-- Makes `{{ view }}`: one row a record in force after a batch, its own rows and what was carried over; the spelling of what is spelt as its value is that value.
create or replace view {{ view }} as
{% if rows %}
select {% for column, told in rows %}{{ told }}{{ ' as ' ~ (column | name) }}, {% endfor %}{{ batch_id | literal }} as batch_id
from {{ view }}_rows r
anti join {{ view }}_out using (row_number)
{% endif %}
{{ 'union all by name' if rows and carried }}
{% if carried %}
from {{ view }}_carried
{% endif %}
