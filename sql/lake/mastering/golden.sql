-- Makes `golden_<entity>`: the rows made now, and those of the parent build that stay as they were.
create or replace view golden_{{ entity }} as
from made_{{ entity }}
{% if parent %}
union all by name
select p.* from parent_{{ entity }} p anti join left_{{ entity }} using (entity_key)
{% endif %}
