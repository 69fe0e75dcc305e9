-- Makes `carried`: the older numbers in use that stand for exactly one entity, and who says so.
create unlogged table carried as
with successor as (
    select citizen_number_anyhow({{ former | name }}) as old_key, entity_key as new_key
    from typed_{{ decider }} t
    where {{ former | name }} is not null and not exists (select from left_out_{{ decider }} o where o.row_number = t.row_number)
),
told as (
    select old_key, min(new_key) as new_key from successor
    where old_key is not null group by old_key having count(distinct new_key) = 1
),
known as (
    select entity_key from typed_{{ decider }} t
    where entity_key in (select old_key from told) and not exists (select from left_out_{{ decider }} o where o.row_number = t.row_number)
)
select old_key, new_key, {{ provider | literal }} as provider from told
where old_key not in (select entity_key from known)
  and ({% for feed in others %}old_key in (select entity_key from typed_{{ feed }} t where entity_key in (select old_key from told)
       and not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)){{ ' or ' if not loop.last }}{% endfor %})
