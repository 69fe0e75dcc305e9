-- Leaves out, of several records that speak of one entity, all but its own number's before an older one's, then the latest.
insert into left_out_{{ feed }}
select row_number
from (
    select t.row_number, row_number() over (
        partition by coalesce(c.new_key, t.entity_key)
        order by c.new_key is not null, t.changed::date desc nulls last, t.row_number desc, t.record) > 1 as spare
    from typed_{{ feed }} t left join carried c on c.old_key = t.entity_key
    where (t.entity_key in (select entity_key from contested_{{ feed }} where rule = 'entity_twice')
           or t.entity_key in (select old_key from carried union all select new_key from carried))
      and not exists (select from left_out_{{ feed }} o where o.row_number = t.row_number)
) ranked
where spare
