-- Makes `{{ view }}`: every row of a whole delivery as it was judged, in force or not, and the number of the layer it lies in.
create or replace view {{ view }} as
{% for layer in layers %}
select {{ loop.index0 }} as __layer, *
from {{ view }}_layer_{{ loop.index0 }}
anti join (select row_number from {{ view }}_before where layer = {{ loop.index0 }} and gone) gone using (row_number)
union all by name
{% endfor %}
select {{ layers | length }} as __layer, *
from {{ view }}_rows
