-- Makes `left_<entity>`: the keys whose golden rows are made anew, or not made any more.
create or replace table left_{{ entity }} as
with asked as (
    select distinct entity_key from {{ ('parent_' if whole else 'touched_') ~ entity }}
)
select entity_key from asked semi join made_{{ entity }} using (entity_key)
union all
select entity_key from asked anti join made_{{ entity }} using (entity_key) anti join known_{{ entity }} using (entity_key)
