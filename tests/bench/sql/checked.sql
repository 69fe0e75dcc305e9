-- Makes `finding_<feed>`: one finding a fact: all records of one key that fail one rule on one element, the first of them named; what is kept back is not warned of as well.
create unlogged table finding_{{ feed }} as
with failed as (
    select row_number, element, rule, kind, severity, message, remedy, null::text as entity_key
    from failure_{{ feed }} f
    where not exists (select from again_{{ feed }} a where a.row_number = f.row_number and a.folded)
      and (severity = 'critical' or (
          not exists (select from left_out_{{ feed }} o where o.row_number = f.row_number)
          and not exists (select from contested_{{ feed }} c where c.row_number = f.row_number and c.severity = 'critical')))
    union all
    select row_number, {{ key | literal }}, c.rule, kind, severity, told.message, told.remedy, entity_key
    from contested_{{ feed }} c
    left join (values {% for rule, (message, remedy) in words.items() %}({{ rule | literal }}, {{ message | literal }}, {{ remedy | literal }}){{ ', ' if not loop.last }}{% endfor %}) told (rule, message, remedy) using (rule)
    where c.rule <> 'folded'
),
keyed as (
    select f.kind, f.element, f.rule, f.severity, f.message, f.remedy, row_number,
        coalesce(f.entity_key, t.entity_key, r.{{ key_delivered | name }}, md5(concat_ws(chr(31){% for column in columns %}, r.{{ column.delivered | name }}{% endfor %}))) as entity_key,
        case f.element {% for column in columns %}when {{ column.name | literal }} then r.{{ column.delivered | name }} {% endfor %}end as value
    from failed f join typed_{{ feed }} t using (row_number) join raw_{{ feed }} r using (row_number)
),
fact as (
    select kind, entity_key, element, rule, min(severity) as severity, any_value(message) as message, any_value(remedy) as remedy,
        count(*) as times, min(row_number) as first_row, (array_agg(value order by row_number))[1] as value
    from keyed group by kind, entity_key, element, rule
)
select finding_id(kind, {{ provider | literal }}, {{ declared | literal }}, {{ library | literal }}, {{ entity | literal }}, entity_key, element, rule) as finding_id,
    kind, severity, {{ provider | literal }} as provider, {{ declared | literal }} as feed, {{ library | literal }} as library, {{ entity | literal }} as entity,
    entity_key, element, rule, value as provider_value, null::text as golden_value, null::text as golden_provider,
    jsonb_build_object('message', message, 'remedy', remedy, 'group', null)
        || case when times > 1 then jsonb_build_object('rows', times) else '{}' end as detail,
    {{ batch_id | literal }} as batch_id, first_row as row_number, false as waiting
from fact
