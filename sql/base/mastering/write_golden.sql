-- Writes a build's changes into the golden table and its history; only what changed is touched.
with merged as (
    merge into {{ schema }}.{{ table }} t
    using staging.{{ staged }} s on t.entity_key = s.entity_key
    when matched and s.gone then delete
    when matched then update set
        known_since = s.known_since, build_id = :build_id, valid_from = :at
        {%- for element in elements %}, {{ element }} = s.{{ element }}, {{ element }}_source = s.{{ element }}_source{% endfor %}

    when not matched and not s.gone then insert (
        entity_id, entity_key, known_since, build_id, valid_from
        {%- for element in elements %}, {{ element }}, {{ element }}_source{% endfor %})
    values (
        cast(s.entity_id as uuid), s.entity_key, s.known_since, :build_id, :at
        {%- for element in elements %}, s.{{ element }}, s.{{ element }}_source{% endfor %})
    returning merge_action() as action, t.*
),
ended as (
    update {{ schema }}.{{ table }}_history h
    set valid_to = :at
    from merged m
    where h.entity_key = m.entity_key and h.valid_to is null and m.action <> 'INSERT'
    returning 1
)
insert into {{ schema }}.{{ table }}_history (
    entity_id, entity_key, known_since, build_id, valid_from
    {%- for element in elements %}, {{ element }}, {{ element }}_source{% endfor %})
select entity_id, entity_key, known_since, build_id, valid_from
    {%- for element in elements %}, {{ element }}, {{ element }}_source{% endfor %}

from merged
where action <> 'DELETE'
