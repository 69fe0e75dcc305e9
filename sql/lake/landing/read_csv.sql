-- One row a line after the header, all values as text, in the file's order.
select *{% if ignored %} exclude ({% for column in ignored %}{{ column | name }}{{ ', ' if not loop.last }}{% endfor %}){% endif %}
from read_csv({{ file | literal }},
    delim = {{ delimiter | literal }}, header = true, columns = {{ columns }}, auto_detect = false,
    quote = '"', escape = '"', nullstr = '', strict_mode = true, null_padding = false,
    max_line_size = 10000000, buffer_size = 10000000)
