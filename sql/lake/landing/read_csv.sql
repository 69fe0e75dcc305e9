-- Makes `records`: one row a line after the header, all values as text, numbered from 1 in the file's order.
create or replace table records as
select row_number() over () as row_number, *{% if ignored %} exclude ({% for column in ignored %}{{ column | name }}{% endfor %}){% endif %}
from read_csv({{ file | literal }},
    delim = {{ delimiter | literal }}, header = true, columns = {{ columns }}, auto_detect = false,
    quote = '"', escape = '"', nullstr = '', strict_mode = true, null_padding = false,
    max_line_size = 10000000)
