-- Adds, as waiting, the open findings about what a feed said in records that are kept back now: neither shown nor settled.
insert into finding by name
with open as (
    select o.*, normal_text(o.provider_value) as told, normal_text(cast(g.{{ label }} as varchar)) as known
    from open_finding o
    {% if not whole %}
    semi join judged_{{ entity }} using (entity_key)
    {% endif %}
    left join compared_{{ entity }} g using (entity_key)
    where o.provider = {{ feed.provider | literal }} and o.feed = {{ feed.name | literal }}
      and o.entity = {{ entity | literal }} and o.entity_key is not null
),
labelled as (
    select finding_id, entity_key, unnest([told, known]) as label from open
),
kept_back as (
    select finding_id from open semi join {{ kept }} using (entity_key)
    union
    select l.finding_id
    from labelled l
    join {{ kept }} k on k.label = l.label and k.entity_key is null
        {%- if mistyped %} and damerau_levenshtein(k.key_delivered, l.entity_key) <= {{ mistyped }}{% endif %}

)
select o.* exclude (told, known), 'waiting' as standing
from open o
semi join kept_back using (finding_id)
anti join finding f using (finding_id)
