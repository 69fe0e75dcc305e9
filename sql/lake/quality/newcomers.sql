-- Makes `records` of the delivered rows that are new: of what is not, what it speaks of is known from the delivery before.
create or replace view records as
from delivered
{% if not news %}
where row_number in (select row_number from content where __content in (select __content from differs))
{% endif %}
