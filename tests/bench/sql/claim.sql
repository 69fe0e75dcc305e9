-- Makes a view of what a feed says of each entity, by its number of today, one row each.
create view claim_{{ feed }} as
select coalesce(c.new_key, t.entity_key) as entity_key, c.provider as carried_by, t.row_number, t.changed::date as since
    {%- for element in elements %}, t.{{ element }}{% endfor %}

from typed_{{ feed }} t
left join carried c on c.old_key = t.entity_key
where not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)
