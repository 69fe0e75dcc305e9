-- Makes a view of what a feed says of each entity, one row each.
create view claim_{{ feed }} as
select entity_key, carried_by, row_number, changed::date as since{% for element in elements %}, {{ element }}{% endfor %}

from typed_{{ feed }} t
where not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)
