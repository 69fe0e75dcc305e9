-- Keys a golden table once all its rows are there.
alter table {{ schema }}.{{ table }}
    add constraint {{ table }}_pkey primary key (entity_key),
    add constraint {{ table }}_entity_id_key unique (entity_id)
