-- Makes `stays_<entity>`: what no decider names any more and yet stays: it may stand in a record that was kept back, or its decider has never delivered.
create or replace table stays_{{ entity }} as
with missing as (
    select entity_key, normal_text(cast({{ label }} as varchar)) as label
    from parent_{{ entity }}
    {% if not whole %}
    semi join touched_{{ entity }} using (entity_key)
    {% endif %}
    anti join deciders_{{ entity }} using (entity_key)
),
kept as (
{% for view in kept %}
    select entity_key, key_delivered, label from {{ view }}{{ ' union all' if not loop.last }}
{% endfor %}
)
select entity_key from missing semi join kept using (entity_key)
union
select m.entity_key
from missing m
join kept k on k.label = m.label and k.entity_key is null
    {%- if mistyped %} and damerau_levenshtein(k.key_delivered, m.entity_key) <= {{ mistyped }}{% endif %}

{% for covers in silent %}
union
select entity_key from missing where {{ covers }}
{% endfor %}
