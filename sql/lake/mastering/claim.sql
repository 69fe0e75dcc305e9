-- Makes what a feed says of each entity, one row each: of all entities a view, so that only what is asked for is read.
create or replace {{ 'view' if whole else 'table' }} {{ view }} as
select * from numbered_{{ view }} anti join chosen_{{ view }} using (entity_key)
union all
select * from chosen_{{ view }}
