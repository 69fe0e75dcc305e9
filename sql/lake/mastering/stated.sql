-- Makes a view of what a feed's records say about the entities within its scope: `dated` is the date a record speaks of.
create or replace view {{ view }} as
select entity_key, record, batch_id, row_number, since,
    coalesce(as_of, cast({{ as_of | literal }} as date)) as dated,
    {{ key }}__delivered as key_delivered
    {%- for column in columns %}, {{ column }}{% endfor %}
    {%- for element in elements %}, {{ element }}__delivered{% endfor %}

from {{ file }}
where entity_key is not null and {{ scope }}
