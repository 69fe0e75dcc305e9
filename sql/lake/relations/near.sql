-- Makes `near`: values that may be the mistyped key of a record the deciding feed has kept back.
create or replace table near as
select distinct m.target, m.value
from missing m
join target t on t.number = m.target and t.mistyped_key is not null
join (select distinct target, key_delivered from decider_kept where entity_key is null and key_delivered is not null) k
    on k.target = m.target
    and abs(length(k.key_delivered) - length(m.value)) <= t.mistyped_key
    and least(damerau_levenshtein(k.key_delivered, m.value),
              damerau_levenshtein(k.key_delivered, m.target_key)) <= t.mistyped_key
