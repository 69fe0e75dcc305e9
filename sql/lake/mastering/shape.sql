-- Makes the empty table `shape_<entity>`: the columns of a golden row as declared today.
create or replace table shape_{{ entity }} (
    entity_id varchar, entity_key varchar, known_since date
    {%- for element, type in elements %}, {{ element }} {{ type }}, {{ element }}_source smallint{% endfor %})
