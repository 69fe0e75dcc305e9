-- Makes `typed_<feed>`: every record with its typed values, its own key and its entity's, when it was changed, what it is like to the letter, and whether the contract refuses it.
create table typed_{{ feed }} as
select row_number, record, content, {{ changed_by | name if changed_by else 'null' }}::timestamp as changed,
    case when digits is null then citizen_number_anyhow({{ key | name }})
         when citizen_fault({{ key | name }}, digits) is null then {{ key | name }} end as entity_key, null::text as carried_by,
    {% for column in columns %}{{ column.name | name }}, {% endfor %}

    {% for _, _, condition in refusals %}{{ condition }} or {% endfor %}false as faulty
from (
    select row_number, content, coalesce({{ record_key | name }}, unnamed) as record,
        case when is_citizen_form({{ key | name }}) then left({{ key | name }}, 17)::bigint end as digits
        {%- for column in columns %},
        {{ column.value }} as {{ column.name | name }}, {{ column.name | name }} as {{ (column.name ~ '__clean') | name }}
        {%- endfor %}

    from (
        select row_number,
            hash_record_extended(row({% for column in columns %}{{ column.delivered | name }}{{ ', ' if not loop.last }}{% endfor %}), 0) as content,
            case when {{ record_key_clean }} is null then '?' || md5(concat_ws(chr(31)
            {%- for column in columns %}, coalesce({{ column.delivered | name }}, chr(30)){% endfor %})) end as unnamed
            {%- for column in columns %},
            {{ column.clean }} as {{ column.name | name }}
            {%- endfor %}

        from raw_{{ feed }} offset 0  -- what is cleaned once is not cleaned again where it is named
    ) cleaned offset 0
) valued
