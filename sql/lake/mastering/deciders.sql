-- Makes `deciders_<entity>`: every record by which a provider says, of a key it decides about, that the entity exists.
create or replace view deciders_{{ entity }} as
{% for one in deciding %}
select entity_key, since, dated, {{ one.provider | literal }} as provider, {{ one.path | literal }} as path
from {{ one.stated }}
where {{ one.covers }}
{{ 'union all' if not loop.last }}
{% endfor %}
