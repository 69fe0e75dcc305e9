-- Puts the keys on the golden table.
alter table person add primary key (entity_key), add unique (entity_id)
