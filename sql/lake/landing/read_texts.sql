-- Makes `records` of rows of text: every value as it is, numbered from 1 in their order.
create or replace table records as
select row_number() over () as row_number, *{% if ignored %} exclude ({% for column in ignored %}{{ column | name }}{% endfor %}){% endif %}

from {{ texts }}
