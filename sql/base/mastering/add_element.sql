-- Adds one element and the dictionary-coded source of its value.
alter table {{ schema }}.{{ table }}
    add column {{ element }} {{ type }},
    add column {{ element }}_source smallint references registry.source
