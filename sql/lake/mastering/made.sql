-- Makes `made_<entity>`: one row for each entity that somebody who decides says exists: each element's surviving value and its source's number.
create or replace table made_{{ entity }} as
with said as (
    select distinct entity_key
    from deciders_{{ entity }}
    {% if not whole %}
    semi join touched_{{ entity }} using (entity_key)
    {% endif %}
)
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
    cast(case {% for one in element.sources %}when {{ one.holds }} then {{ one.value }} {% endfor %}end as {{ element.type }}) as {{ element.name }},
    cast(case {% for one in element.sources %}when {{ one.holds }} then case when {{ one.value }} is not null then {{ one.number }} end {% endfor %}end as smallint) as {{ element.name }}_source
    {%- else %}
    cast(null as {{ element.type }}) as {{ element.name }}, cast(null as smallint) as {{ element.name }}_source
    {%- endif %}
    {%- endfor %}

from said d
{% for view in views %}
left join {{ view }} on {{ view }}.entity_key = d.entity_key
{% endfor %}
{% if parent %}
left join former_{{ entity }} p on p.entity_key = d.entity_key
left join gone_{{ entity }} gone on gone.entity_key = d.entity_key
{% endif %}
