-- Makes `carried_<entity>`: the older numbers in use that stand for exactly one entity, and who says so (null: the number of today contains it). But for those that are shifting, what was so stays so.
create or replace table carried_{{ entity }} as
with astray as (
    select distinct entity_key as old_key
    from ({% for view in stated %}select entity_key from {{ view }}{% if shifting %} semi join shifting_{{ entity }} s on s.old_key = entity_key{% endif %}{{ ' union all ' if not loop.last }}{% endfor %})
    anti join known_{{ entity }} using (entity_key)
),
successors as (
    {% for one in stating %}
    select {{ standard }}({{ one.column }}) as old_key, entity_key as new_key, {{ one.provider | literal }} as provider
    from {{ one.stated }}
    where {{ one.column }} is not null
    union all
    {% endfor %}
    {% if contained %}
    select {{ contained }}(entity_key) as old_key, entity_key as new_key, cast(null as varchar) as provider from known_{{ entity }} where length(entity_key) = 18
    {% else %}
    select cast(null as varchar) as old_key, cast(null as varchar) as new_key, cast(null as varchar) as provider where false
    {% endif %}
)
select old_key, min(new_key) as new_key, min(provider) as provider
from successors
semi join astray using (old_key)
semi join known_{{ entity }} k on k.entity_key = successors.new_key
group by old_key
having count(distinct new_key) = 1
{% if shifting %}
union all
select old_key, new_key, provider
from carried_before_{{ entity }}
anti join shifting_{{ entity }} using (old_key)
{% endif %}
