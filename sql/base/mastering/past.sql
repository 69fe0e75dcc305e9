-- Versions of an entity that are no longer in force, of those ended on or after a day less the longest grace.
select entity_key, {% for element in elements %}{{ element }}, {% endfor %}valid_to,
    {% if active %}coalesce({{ active.element }} in ({% for value in active.values %}{{ value | literal }}{{ ', ' if not loop.last }}{% endfor %}), false){% else %}true{% endif %} as active
from {{ schema }}.{{ table }}
where valid_to >= cast({{ since | literal }} as date) - {{ days }}
