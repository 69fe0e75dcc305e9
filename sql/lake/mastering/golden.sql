-- One row an entity that the deciding provider knows: each element's surviving value and its source's number; what may stand in a row it had kept back stays as it was.
create or replace table golden_{{ entity }} as
select cast(md5({{ entity | literal }} || chr(31) || d.entity_key) as varchar) as entity_id, d.entity_key,
    {% if parent %}
    case when p.entity_key is not null then p.known_since
         when gone.entity_key is not null then gone.known_since
         else cast({{ day | literal }} as date) end as known_since
    {%- else %}
    cast(null as date) as known_since
    {%- endif %}
    {%- for element in elements %},
    {% if element.sources %}
    coalesce({% for view, _ in element.sources %}{{ view }}.{{ element.name }}{{ ', ' if not loop.last }}{% endfor %}) as {{ element.name }},
    cast(case {% for view, source_id in element.sources %}when {{ view }}.{{ element.name }} is not null then {{ source_id }} {% endfor %}end as smallint) as {{ element.name }}_source
    {%- else %}
    cast(null as {{ element.type }}) as {{ element.name }}, cast(null as smallint) as {{ element.name }}_source
    {%- endif %}
    {%- endfor %}

from (select entity_key from {{ deciding }}) d
{% for view in views %}
left join {{ view }} on {{ view }}.entity_key = d.entity_key
{% endfor %}
{% if parent %}
left join parent_{{ entity }} p on p.entity_key = d.entity_key
left join gone_{{ entity }} gone on gone.entity_key = d.entity_key
{% endif %}
{% if parent %}
union all by name
select p.entity_id, p.entity_key, p.known_since
    {%- for element in elements %}, p.{{ element.name }}, p.{{ element.name }}_source{% endfor %}

from parent_{{ entity }} p
anti join {{ deciding }} d using (entity_key)
where exists (
    select 1 from {{ deciding }}_kept k
    where k.entity_key = p.entity_key
       or (k.entity_key is null and k.label = normal_text(cast(p.{{ label }} as varchar))))
{% endif %}
