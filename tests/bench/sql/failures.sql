-- Makes `failure_<feed>`: what each record is refused for, one row a reason.
create unlogged table failure_{{ feed }} as
with refused as (
    select t.row_number, {% for column in columns %}t.{{ column.name | name }}, r.{{ (column.name ~ '__clean') | name }}{{ ', ' if not loop.last }}{% endfor %}

    from typed_{{ feed }} t
    join (select row_number{% for column in columns %}, {{ column.clean }} as {{ (column.name ~ '__clean') | name }}{% endfor %} from raw_{{ feed }}) r using (row_number)
    where t.faulty
)
select row_number, element, rule, 'invalid' as kind, 'critical' as severity, null::text as message, null::text as remedy
from refused
cross join lateral (values
    {% for element, rule, condition in refusals %}
    ({{ element | literal }}, {{ rule | literal }}, {{ condition }}){{ ',' if not loop.last }}
    {% endfor %}
) told (element, rule, failed)
where failed
union all
select row_number, {{ key | literal }}, coalesce(citizen_number_fault({{ key | name }}), 'citizen_number'), 'invalid', 'critical', null, null
from typed_{{ feed }}
where entity_key is null and not faulty
union all
select row_number, {{ key | literal }}, 'contradiction', 'duplicate', 'critical', null, null
from again_{{ feed }} where contradictory
