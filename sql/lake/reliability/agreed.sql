-- Makes `agreed`: of what nobody disputes, how many entities the same providers (bits) speak of, by element and who decides it.
create or replace table agreed as
with said as (
    {% for one in feeds %}
    select s.entity_key
        {%- for element in elements %}, {% if element in one.elements %}case when s.{{ element }} is null then 0 else {{ one.bit }} end{% else %}0{% endif %} as {{ element }}{% endfor %}

    from {{ one.stated }} s
    where s.entity_key not in (
        select entity_key from finding where kind = 'unregistered' and entity = {{ entity | literal }} and entity_key is not null
          and provider = {{ one.provider | literal }} and feed = {{ one.feed | literal }})
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
spoken as (
    select entity_key {%- for element in elements %}, bit_or({{ element }}) as {{ element }}{% endfor %}

    from said group by entity_key
),
told as (
    unpivot spoken on {{ elements | join(', ') }} into name element value bits
)
select element, case element {% for element, decides in authorities.items() %}when {{ element | literal }} then {{ decides }} {% endfor %}end as authority, bits, count(*) as times
from told
anti join disputed using (entity_key, element)
where bit_count(bits) > 1
group by all
