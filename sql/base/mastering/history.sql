-- Makes an entity's history: every version it ever had, valid_to null for the one in force.
create or replace view {{ schema }}.{{ table }}_history as
select entity_id, entity_key, known_since, build_id, valid_from, valid_to{% for column in columns %}, {{ column }}{% endfor %}

from {{ schema }}.{{ table }}_past
union all
select entity_id, entity_key, known_since, build_id, valid_from, null{% for column in columns %}, {{ column }}{% endfor %}

from {{ schema }}.{{ table }}
