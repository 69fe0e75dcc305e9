-- Makes `judged_<entity>`: the keys whose claims are compared: those that were touched, and those whose judgement was not final.
create or replace {{ 'view' if whole else 'table' }} judged_{{ entity }} as
select entity_key from touched_{{ entity }}
{% if not whole %}
union
select entity_key
from parent_finding
where entity = {{ entity | literal }} and standing <> 'raised' and entity_key is not null
{% endif %}
