-- Adds both keys of every older number that stands for another entity than it did, or for none any more, and the entity for which a touched one stands.
insert into touched_{{ entity }}
with now as (select old_key, new_key from carried_{{ entity }}),
before as (select old_key, new_key from carried_before_{{ entity }}),
shifted as ((from now except from before) union all (from before except from now))
select unnest([old_key, new_key]) from shifted
union all
select new_key from now semi join touched_{{ entity }} t on t.entity_key = now.old_key
