-- Makes `judged_<entity>`: the keys of which the claims are read one by one: what is disputed, and what was.
create or replace table judged_{{ entity }} as
select entity_key from disputed
union
select entity_key from ended where entity = {{ entity | literal }}
