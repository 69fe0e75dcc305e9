-- Takes the keys off a golden table: all rows at once are keyed faster afterwards.
alter table {{ schema }}.{{ table }}
    drop constraint {{ table }}_pkey,
    drop constraint {{ table }}_entity_id_key
