-- Makes `finding_library`: what is told, with the delivered spelling, in the form in which findings are settled.
create unlogged table finding_library as
{% for feed in feeds %}
select finding_id(kind, {{ feed.provider | literal }}, {{ feed.declared | literal }}, {{ library | literal }}, {{ entity | literal }}, entity_key, element, rule) as finding_id,
    kind, severity, {{ feed.provider | literal }} as provider, {{ feed.declared | literal }} as feed, {{ library | literal }} as library, {{ entity | literal }} as entity,
    entity_key, element, rule,
    case coalesce(element, {{ label | literal }}) {% for name, delivered in feed.spelt %}when {{ name | literal }} then r.{{ delivered | name }} {% endfor %}end as provider_value,
    golden_value, golden_provider, jsonb_build_object('group', null) as detail, {{ feed.batch_id | literal }} as batch_id, row_number, waiting
from told join raw_{{ feed.name }} r using (row_number)
where told.feed = {{ feed.name | literal }}
{{ 'union all' if not loop.last }}
{% endfor %}
