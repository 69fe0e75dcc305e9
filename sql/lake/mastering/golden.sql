-- Makes `golden_<entity>`, the rows made now and those of the parent build that stay as they were; or `compared_<entity>`, of these what is judged.
create or replace view {{ view }}_{{ entity }} as
from made_{{ entity }}
{% if parent %}
union all by name
select p.* from {{ of }}_{{ entity }} p anti join left_{{ entity }} using (entity_key)
{% endif %}
