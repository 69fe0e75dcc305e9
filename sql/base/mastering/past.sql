-- Versions of an entity that are no longer in force: those ended on or after a day less the longest grace, and all of what is not active any more.
select h.entity_key, {% for element, value in elements %}{{ value }} as {{ element }}, {% endfor %}h.valid_to,
    {% if active %}coalesce(h.{{ active.element }} in ({% for value in active.values %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), false){% else %}true{% endif %} as active
from {{ schema }}.{{ table }}_past h
where h.valid_to >= cast(cast({{ since | literal }} as date) - {{ days }} as timestamp) at time zone 'Asia/Shanghai'
{% if active %}
   or exists (
        select from {{ schema }}.{{ table }} t
        where t.entity_key = h.entity_key
          and coalesce(t.{{ active.element }} not in ({% for value in active.values %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), true))
{% endif %}
