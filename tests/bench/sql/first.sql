-- Writes the golden rows into their table, which is empty and has no keys yet.
insert into person (entity_id, entity_key, known_since, build_id, valid_from{% for element in elements %}, {{ element.name }}, {{ element.name }}_source{% endfor %})
select entity_id, entity_key, known_since, '{{ build_id }}', '{{ at }}'::timestamptz{% for element in elements %}, {{ element.name }}, {{ element.name }}_source{% endfor %}

from candidate
