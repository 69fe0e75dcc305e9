-- Makes `fresh`: what the rows that are new speak of, and look like.
create or replace table fresh as
select record, coalesce(entity_key, __subject) as subject, __look from ({{ typed }})
