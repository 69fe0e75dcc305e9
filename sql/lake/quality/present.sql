-- Makes `present`: one row a record that passes for itself, delivered now (own) or before, typed, with the spelling of what it says of its entity.
create or replace view present as
select t.entity_key, t.record, {{ batch_id | literal if batch_id else 'cast(null as varchar)' }} as batch_id, t.row_number,
    t.as_of, t.since, t.__changed, t.__content, true as own
    {%- for column in columns %}, t.{{ column.name | name }}{% endfor %}
    {%- for column in spelt %}, t.{{ (column ~ '__delivered') | name }}{% endfor %}

from typed t
anti join excepted using (row_number)
{% for part in parts %}
union all by name
select *, false as own from former_{{ part }} where record in (select record from retained)
{% endfor %}
