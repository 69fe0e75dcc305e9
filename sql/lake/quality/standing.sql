-- Makes `standing`: each record known before, when it was last changed, by which delivery it is told, and its content.
create or replace table standing as
select record, case when bool_and(__changed is not null) then max(__changed) end as changed,
    max(split_part(batch_id, '.', 3)) as moment,
    case when count(*) = 1 then any_value(__content) end as content
from (
    {% for part in known %}
    select record, __changed, batch_id, __content from former_{{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)
group by record
{% if later_than %}
having max(split_part(batch_id, '.', 3)) > {{ later_than | literal }}
{% endif %}
