-- Makes `{{ view }}`: one row an entity: its own file's rows, and those of earlier files that have not been left.
create or replace view {{ view }} as
{% for number in range(layers) %}
select * {%- if numbered %} replace (row_number + {{ number * 10 ** 10 }} as row_number){% endif %}

from {{ view }}_layer_{{ number }}
anti join (select entity_key from {{ view }}_left where layer > {{ number }}) gone using (entity_key)
union all by name
{% endfor %}
select * {%- if numbered %} replace (row_number + {{ layers * 10 ** 10 }} as row_number){% endif %}

from {{ view }}_layer_{{ layers }}
