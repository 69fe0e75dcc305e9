-- Makes an empty table for a file as delivered: all values as text, the rows numbered from 1.
create table raw_{{ feed }} (
    row_number bigint generated always as identity (cache 10000)
    {%- for column in columns %}, {{ column.delivered | name }} text{% endfor %})
