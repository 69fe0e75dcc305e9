-- Makes `compared_<entity>`: the golden rows, as far as their keys are judged.
create or replace view compared_{{ entity }} as
from made_{{ entity }}
{% if parent %}
union all by name
select p.* from former_{{ entity }} p anti join left_{{ entity }} using (entity_key)
{% endif %}
