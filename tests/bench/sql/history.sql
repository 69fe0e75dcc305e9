-- Makes the history: every version there ever was, valid_to null for the one in force.
create view person_history as
select entity_id, entity_key, known_since, build_id, valid_from, valid_to{% for element in elements %}, {{ element.name }}, {{ element.name }}_source{% endfor %} from person_past
union all
select entity_id, entity_key, known_since, build_id, valid_from, null{% for element in elements %}, {{ element.name }}, {{ element.name }}_source{% endfor %} from person
