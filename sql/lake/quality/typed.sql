-- Makes `typed`: every record with its typed values, its delivered spellings, what it is refused for, its own key and its entity's, when it was changed, whether it is no more; what it is like to the letter (__content), outer blanks aside (__look).
create or replace table typed as
select *, {{ key }} as entity_key,
    case when {% for column in record_key %}{{ column | name }} is not null{{ ' or ' if not loop.last }}{% endfor %}

        then concat_ws(chr(31){% for column in record_key %}, coalesce(cast({{ column | name }} as varchar), ''){% endfor %})
        else '?' || cast(md5_number_lower(concat_ws(chr(31)
            {%- for column in columns %}, coalesce({{ (column.name ~ '__delivered') | name }}, chr(30)){% endfor %})) as varchar) end as record,
    cast({{ changed_by | name if changed_by else 'null' }} as timestamp) as __changed,
    {% if ended_by %}
    coalesce({{ ended_by | name }} in ({% for value in ended_values %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), false) as __ended
    {% else %}
    false as __ended
    {% endif %}
from (
    select row_number, __content, __look
    {%- for column in columns %}, {{ column.name | name }}, {{ (column.name ~ '__delivered') | name }}{% endfor %},
        list_filter([
    {%- for column in columns %}{% set outer = loop %}{% for rule, condition in column.refusals %}

            case when {{ condition }} then {'element': {{ column.name | literal }},
                'rule': {{ rule }}, 'value': {{ (column.name ~ '__delivered') | name }}} end
            {{- '' if loop.last and outer.last else ',' }}
    {%- endfor %}{% endfor %}

        ], lambda refusal: refusal is not null) as refused
    from (
        select *
        {%- for column in columns %},
            {{ column.value }} as {{ column.name | name }}
        {%- endfor %}

        from (
            select *, hash({% for column in columns %}{{ (column.name ~ '__clean') | name }}{{ ', ' if not loop.last }}{% endfor %}) as __look
            {%- for column in columns %},
                {{ column.text }} as {{ (column.name ~ '__text') | name }}
            {%- endfor %}

            from (
                select *
                {%- for column in columns %},
                    {{ column.clean }} as {{ (column.name ~ '__clean') | name }}
                {%- endfor %}

                from (
                    select row_number,
                        hash({% for column in columns %}{{ column.delivered }}{{ ', ' if not loop.last }}{% endfor %}) as __content
                    {%- for column in columns %},
                        {{ column.delivered }} as {{ (column.name ~ '__delivered') | name }}
                    {%- endfor %}

                    from records
                )
            )
        )
    )
)
