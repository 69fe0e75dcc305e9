-- Writes a build's changes into the golden table; what was in force until then becomes past. Only what changed is touched.
{% set every = 'entity_id, entity_key, known_since, build_id, valid_from' %}
with ended as (
    insert into {{ schema }}.{{ table }}_past ({{ every }}, valid_to{% for column in columns %}, {{ column }}{% endfor %})
    select {{ every }}, cast(:at as timestamptz){% for column in columns %}, {{ column }}{% endfor %}

    from {{ schema }}.{{ table }} t
    where exists (select from staging.{{ staged }} s where s.entity_key = t.entity_key)
),
gone as (
    delete from {{ schema }}.{{ table }} t
    using staging.{{ staged }} s
    where s.gone and t.entity_key = s.entity_key
)
insert into {{ schema }}.{{ table }} as t ({{ every }}
    {%- for element, _ in elements %}, {{ element }}, {{ element }}_source{% endfor %})
select cast(s.entity_id as uuid), s.entity_key, s.known_since, :build_id, cast(:at as timestamptz)
    {%- for element, value in elements %}, {{ value }}, s.{{ element }}_source{% endfor %}

from staging.{{ staged }} s
where not s.gone
on conflict (entity_key) do update set
    known_since = excluded.known_since, build_id = excluded.build_id, valid_from = excluded.valid_from
    {%- for column in columns %}, {{ column }} = excluded.{{ column }}{% endfor %}
