-- Adds one element and the number (registry.source) of where its value comes from.
alter table {{ schema }}.{{ table }}
    add column {{ element }} {{ type }},
    add column {{ element }}_source smallint
