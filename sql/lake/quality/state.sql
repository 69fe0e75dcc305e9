-- The records in force after this batch, typed, with the day since when each says so: where it was known and says the same, the day it was known to; where the feed is new, none.
select p.* exclude (own)
    {%- if former %} replace (
        case when {% for column in compared %}{% if recast %}cast(p.{{ column | name }} as varchar) is not distinct from cast(f.{{ column | name }} as varchar)
            {%- else %}p.{{ column | name }} is not distinct from f.{{ column | name }}{% endif %}

            and {% endfor %}f.record is not null then f.since else p.since end as since)
    {%- endif %}

from present p
{% if former %}
left join former_state f using (record)
{% endif %}
where p.record not in (select record from contested where severity = 'critical')
