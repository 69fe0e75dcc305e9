-- Leaves out, of several records that speak of one entity, all but its own number's before an older one's, then the latest.
insert into left_out_{{ feed }}
select row_number
from (
    select row_number, row_number() over (
        partition by entity_key
        order by carried_by is not null, changed::date desc nulls last, row_number desc, record) > 1 as spare
    from typed_{{ feed }} t
    where (entity_key in (select entity_key from contested_{{ feed }} where rule = 'entity_twice')
           or entity_key in (select new_key from carried))
      and not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)
) ranked
where spare
