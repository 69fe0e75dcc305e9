-- Makes `joined`: one row for everyone anybody speaks of: each element's surviving value and its source's number, and who says otherwise (one bit a comparison).
create unlogged table joined as
select entity_key, known, md5({{ entity | literal }} || chr(31) || entity_key)::uuid as entity_id
    {%- for feed in order %}, row_{{ feed }}, since_{{ feed }}, carried_{{ feed }}{% endfor %}
    {%- for element in elements %},
    {{ element.name }}, {{ element.name }}_source{% endfor %},
    case when known then {% for one in compared %}case when {{ one.differs }} then {{ one.bit }} else 0 end{{ ' | ' if not loop.last }}{% endfor %} else 0 end as differs
from (
    select coalesce({% for feed in order %}{{ feed }}.entity_key{{ ', ' if not loop.last }}{% endfor %}) as entity_key, {{ order[0] }}.entity_key is not null as known
        {%- for feed in order %},
        {{ feed }}.row_number as row_{{ feed }}, {{ feed }}.since as since_{{ feed }}, {{ feed }}.carried_by as carried_{{ feed }}{% endfor %}
        {%- for one in compared %}, {{ one.feed }}.{{ one.element }} as {{ one.feed }}_{{ one.element }}{% endfor %}
        {%- for element in elements %},
        {{ element.value }} as {{ element.name }}, ({{ element.source }})::smallint as {{ element.name }}_source{% endfor %}

    from claim_{{ order[0] }} {{ order[0] }}
    {% for feed in order[1:] %}{% set before = loop.index %}
    full join claim_{{ feed }} {{ feed }} on {{ feed }}.entity_key = {% if before > 1 %}coalesce({% for other in order[:before] %}{{ other }}.entity_key{{ ', ' if not loop.last }}{% endfor %}){% else %}{{ order[0] }}.entity_key{% endif %}

    {% endfor %}
) said
