-- Makes `{{ table }}`: the entity keys of the records in force in only one of two states, of which the later one is made of the layers of the earlier one and some more.
create or replace table {{ table }} as
with now as (
    select layer, row_number from {{ now }}_before where layer < {{ common }}
),
before as (
    {% if common > 1 %}
    select layer, row_number from {{ before }}_before
    union all
    {% endif %}
    select {{ common - 1 }} as layer, row_number from {{ before }}_out
),
shifted as (
    (select layer, row_number from now except select layer, row_number from before)
    union all
    (select layer, row_number from before except select layer, row_number from now)
)
{% for number in range(common) %}
select entity_key from {{ now }}_layer_{{ number }}
where row_number in (select row_number from shifted where layer = {{ number }})
union all
{% endfor %}
{% for number in range(common, own) %}
select entity_key from {{ now }}_layer_{{ number }}
union all
{% endfor %}
select entity_key from {{ now }}_rows
