-- One finding a fact: all records of one key that fail one rule on one element, the first of them named, the gravest word said; what is kept back is not warned of as well.
with told as (
    select entity_key, element, rule, kind, severity, value, message, remedy, grouped, batch_id, row_number
    from fault
    where severity = 'critical' or record not in (select record from contested where severity = 'critical')
    union all by name
    select entity_key, element, rule, kind, severity, value, message, remedy, grouped, batch_id, row_number
    from contested
    where rule <> 'folded'
),
fact as (
    select kind, entity_key, element, rule, min(severity) as severity, any_value(message) as message,
        any_value(remedy) as remedy, any_value(grouped) as grouped, count(*) as times,
        arg_min({'value': value, 'batch_id': batch_id, 'row_number': row_number},
                (coalesce(batch_id, ''), row_number)) as first_one
    from told
    group by kind, entity_key, element, rule
)
select
    finding_id(kind, {{ feed.provider | literal }}, {{ feed.name | literal }},
        {{ feed.supplies.library | literal }}, {{ feed.supplies.entity | literal }},
        entity_key, element, rule) as finding_id,
    kind, severity, {{ feed.provider | literal }} as provider, {{ feed.name | literal }} as feed,
    {{ feed.supplies.library | literal }} as library, {{ feed.supplies.entity | literal }} as entity,
    entity_key, element, rule, first_one.value as provider_value,
    cast(null as varchar) as golden_value, cast(null as varchar) as golden_provider,
    cast(json_merge_patch(to_json({'message': message, 'remedy': remedy, 'group': grouped}),
        case when times > 1 then json_object('rows', times) else '{}' end) as varchar) as detail,
    first_one.batch_id as batch_id, first_one.row_number as row_number, false as waiting
from fact
