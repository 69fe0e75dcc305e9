-- Makes `past_<entity>`: versions that ended before this build, and those it may replace on the day given, of the keys that are judged.
create or replace table past_{{ entity }} as
select entity_key, {% for element, type in elements %}cast({{ element }} as {{ type }}) as {{ element }}, {% endfor %}cast(valid_to as date) as ended_on, active
from ended_{{ entity }}
{% if not whole %}
semi join judged_{{ entity }} using (entity_key)
{% endif %}
union all
select entity_key, {% for element, _ in elements %}{{ element }}, {% endfor %}cast({{ day | literal }} as date),
    {% if active %}coalesce({{ active.element }} in ({% for value in active['values'] %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), false){% else %}true{% endif %}

from former_{{ entity }}
