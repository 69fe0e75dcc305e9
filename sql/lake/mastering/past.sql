-- Makes `past_<entity>`: versions that ended before this build, and those it may replace at the moment given.
create or replace table past_{{ entity }} as
select entity_key, {% for element in elements %}{{ element }}, {% endfor %}valid_to, active
from ended_{{ entity }}
union all
select entity_key, {% for element in elements %}{{ element }}, {% endfor %}cast(? as timestamptz),
    {% if active %}coalesce({{ active.element }} in ({% for value in active['values'] %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), false){% else %}true{% endif %}

from parent_{{ entity }}
