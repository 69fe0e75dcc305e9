-- Makes `valued`: every record's columns in steps: as delivered, without outer blanks (__clean), without what is to be removed (__text), the value; what the record is like to the letter (__content) and outer blanks aside (__look).
create or replace view valued as
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
