-- Makes `content`: each delivered row's number, and what it is like to the letter.
create or replace table content as
{% if news %}
select row_number, __content from contents
{% else %}
select row_number, hash({% for column in columns %}{{ column.delivered }}{{ ', ' if not loop.last }}{% endfor %}) as __content
from delivered
{% endif %}
