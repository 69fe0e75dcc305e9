-- Creates an entity's golden table, or that of its past versions: what every entity has, its elements are added one by one. A golden row that changes mostly stays on its page, so that the keys' indexes need not.
create table if not exists {{ schema }}.{{ table }} (
    entity_id   uuid not null,          -- stable for ever
    entity_key  text not null,          -- by the key's standard
    known_since date,                   -- null: it was there at the library's first build
    build_id    text not null,          -- of registry.build, that gave this version
    valid_from  timestamptz not null,
{% if past %}
    valid_to    timestamptz not null,
    primary key (entity_key, build_id)
{% else %}
    primary key (entity_key),
    unique (entity_id)
{% endif %}
) {{- '' if past else ' with (fillfactor = 90)' }}
