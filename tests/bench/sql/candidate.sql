-- Makes a view of the golden rows to be published, numbered.
create view candidate as
select row_{{ decider }} as row_number, false as gone, entity_id, entity_key, null::date as known_since{% for element in elements %}, {{ element.name }}, {{ element.name }}_source{% endfor %}

from joined
