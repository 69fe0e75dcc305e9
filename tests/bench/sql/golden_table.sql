-- Creates a golden table, or that of its past versions, without keys.
create table {{ table }} (
    entity_id uuid not null, entity_key text not null, known_since date, build_id text not null, valid_from timestamptz not null
    {%- if past %}, valid_to timestamptz not null{% endif %}
    {%- for element in elements %}, {{ element.name }} {{ element.type }}, {{ element.name }}_source smallint{% endfor %})
