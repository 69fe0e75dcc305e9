-- One finding a fact: all rows of one key that fail one rule on one element, the first of them named, the gravest word said; a row kept back is not warned of as well.
with told as (
    select f.*, {{ group if group else 'null' }} as grouped,
        coalesce(t.entity_key, replace(t.{{ key_delivered | name }}, chr(0), '␀'), md5(concat_ws(chr(31)
        {%- for column in columns %}, t.{{ (column.name ~ '__delivered') | name }}{% endfor %}))) as entity_key
    from failure f
    join typed t using (row_number)
    where row_number not in (select row_number from copy)
      and (severity = 'critical'
           or row_number not in (select row_number from failure where severity = 'critical'))
)
select
    finding_id(kind, {{ feed.provider | literal }}, {{ feed.name | literal }},
        {{ feed.supplies.library | literal }}, {{ feed.supplies.entity | literal }},
        entity_key, element, rule) as finding_id,
    kind, min(severity) as severity, {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ feed.supplies.library | literal }} as library, {{ feed.supplies.entity | literal }} as entity,
    entity_key, element, rule, arg_min(value, row_number) as provider_value,
    cast(null as varchar) as golden_value, cast(null as varchar) as golden_provider,
    cast(json_merge_patch(to_json({'message': any_value(message), 'remedy': any_value(remedy),
        'group': any_value(grouped)}), case when count(*) > 1 then json_object('rows', count(*)) else '{}' end)
        as varchar) as detail,
    {{ batch_id | literal if batch_id else 'cast(null as varchar)' }} as batch_id,
    min(row_number) as row_number, false as waiting
from told
group by kind, entity_key, element, rule
