-- Makes the empty table `parent_<entity>` with the columns declared today.
create or replace table parent_{{ entity }} (
    entity_id varchar, entity_key varchar, known_since date
    {%- for element, type in elements %}, {{ element }} {{ type }}, {{ element }}_source smallint{% endfor %})
