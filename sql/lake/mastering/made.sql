-- Makes `made_<entity>`: one row for each entity that somebody who decides says exists: each element's surviving value and its source's number. Where the bureau ruled, its value, as long as the source says what was ruled on.
{% macro said(element) %}cast(case {% for one in element.sources %}when {{ one.holds }} then {{ one.value }} {% endfor %}end as {{ element.type }}){% endmacro %}
{% macro source(element) %}case {% for one in element.sources %}when {{ one.holds }} then case when {{ one.value }} is not null then {{ one.number }} end {% endfor %}end{% endmacro %}
{% macro ruled(element) %}ruled_{{ element.name }}.entity_key is not null and cast({{ said(element) }} as varchar) is not distinct from ruled_{{ element.name }}.instead_of{% endmacro %}
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
    {% if not element.sources %}
    cast(null as {{ element.type }}) as {{ element.name }}, cast(null as smallint) as {{ element.name }}_source
    {%- elif element.ruling %}
    case when {{ ruled(element) }} then cast(ruled_{{ element.name }}.value as {{ element.type }}) else {{ said(element) }} end as {{ element.name }},
    cast(case when {{ ruled(element) }} then {{ element.ruling }} else {{ source(element) }} end as smallint) as {{ element.name }}_source
    {%- else %}
    {{ said(element) }} as {{ element.name }},
    cast({{ source(element) }} as smallint) as {{ element.name }}_source
    {%- endif %}
    {%- endfor %}

from said d
{% for view in views %}
left join {{ view }} on {{ view }}.entity_key = d.entity_key
{% endfor %}
{% for element in elements if element.ruling %}
left join ruling_{{ entity }} ruled_{{ element.name }}
    on ruled_{{ element.name }}.entity_key = d.entity_key and ruled_{{ element.name }}.element = {{ element.name | literal }}
{% endfor %}
{% if parent %}
left join former_{{ entity }} p on p.entity_key = d.entity_key
left join gone_{{ entity }} gone on gone.entity_key = d.entity_key
{% endif %}
