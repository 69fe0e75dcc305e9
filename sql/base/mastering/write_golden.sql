-- Writes a build's changes into the golden table and its history; only what changed is touched.
with gone as (
    delete from {{ schema }}.{{ table }} t
    using staging.{{ staged }} s
    where s.gone and t.entity_key = s.entity_key
),
written as (
    insert into {{ schema }}.{{ table }} as t (
        entity_id, entity_key, known_since, build_id, valid_from
        {%- for element, _ in elements %}, {{ element }}, {{ element }}_source{% endfor %})
    select cast(s.entity_id as uuid), s.entity_key, s.known_since, :build_id, cast(:at as timestamptz)
        {%- for element, value in elements %}, {{ value }}, s.{{ element }}_source{% endfor %}

    from staging.{{ staged }} s
    where not s.gone
    on conflict (entity_key) do update set
        known_since = excluded.known_since, build_id = excluded.build_id, valid_from = excluded.valid_from
        {%- for element, _ in elements %}, {{ element }} = excluded.{{ element }}, {{ element }}_source = excluded.{{ element }}_source{% endfor %}

),
ended as (
    update {{ schema }}.{{ table }}_history h
    set valid_to = cast(:at as timestamptz)
    from staging.{{ staged }} s
    where h.entity_key = s.entity_key and h.valid_to is null
)
insert into {{ schema }}.{{ table }}_history (
    entity_id, entity_key, known_since, build_id, valid_from
    {%- for element, _ in elements %}, {{ element }}, {{ element }}_source{% endfor %})
select cast(s.entity_id as uuid), s.entity_key, s.known_since, :build_id, cast(:at as timestamptz)
    {%- for element, value in elements %}, {{ value }}, s.{{ element }}_source{% endfor %}

from staging.{{ staged }} s
where not s.gone
