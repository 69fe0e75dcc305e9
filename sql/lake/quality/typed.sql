-- Makes `typed`: every record with its typed values, its delivered spellings, what it is refused for, and its entity's key.
create or replace table typed as
select *, {{ key }} as entity_key
from (
    select row_number
    {%- for column in columns %},
        {{ column.value }} as {{ column.name | name }},
        {{ column.delivered }} as {{ (column.name ~ '__delivered') | name }}
    {%- endfor %},
        list_filter([
    {%- for column in columns %}{% set outer = loop %}{% for rule, condition in column.refusals %}

            case when {{ condition }} then {'element': {{ column.name | literal }},
                'rule': {{ rule | literal }}, 'value': {{ column.delivered }}} end
            {{- '' if loop.last and outer.last else ',' }}
    {%- endfor %}{% endfor %}

        ], lambda refusal: refusal is not null) as refused
    from records
)
