-- The rows of `golden` as the base library's table holds them when they are its first.
select unhex(entity_id) as entity_id, entity_key, known_since,
    {{ build_id | literal }} as build_id, cast({{ at | literal }} as timestamptz) as valid_from
    {%- for element, type in elements.items() %},
    {{ 'unhex(' ~ element ~ ') as ' ~ element if type == 'geometry' else element }}, {{ element }}_source
    {%- endfor %}

from golden
