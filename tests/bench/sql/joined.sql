-- Makes `joined`: one row an entity: each element's surviving value and its source's number, and who says otherwise (one bit a comparison).
create unlogged table joined as
select entity_key, md5({{ entity | literal }} || chr(31) || entity_key)::uuid as entity_id
    {%- for feed in order %}, row_{{ feed }}, since_{{ feed }}{% endfor %}
    {%- for element in elements %},
    {{ element.name }}, {{ element.name }}_source{% endfor %},
    {% for one in compared %}case when {{ one.differs }} then {{ one.bit }} else 0 end{{ ' | ' if not loop.last }}{% endfor %} as differs
from (
    select {{ decider }}.entity_key
        {%- for feed in order %},
        {{ feed }}.row_number as row_{{ feed }}, {{ feed }}.since as since_{{ feed }}{% endfor %}
        {%- for one in compared %}, {{ one.feed }}.{{ one.element }} as {{ one.feed }}_{{ one.element }}{% endfor %}
        {%- for element in elements %},
        {{ element.value }} as {{ element.name }}, ({{ element.source }})::smallint as {{ element.name }}_source{% endfor %}

    from claim_{{ decider }} {{ decider }}
    {% for feed in others %}
    left join claim_{{ feed }} {{ feed }} on {{ feed }}.entity_key = {{ decider }}.entity_key
    {% endfor %}
) said
