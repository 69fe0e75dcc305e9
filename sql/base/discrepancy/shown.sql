-- The promised cases that a delivery of whoever mends has come for since, and been mastered where that is what found their rows.
select cast(c.case_id as text) as case_id, d.batch_id
from discrepancy.case c
cross join lateral (
    select f.library, f.scope like 'library:%' or f.scope like 'relations:%' as mastered
    from discrepancy.finding f
    where f.case_id = c.case_id and f.status = 'open'
    limit 1
) told
cross join lateral (
    select b.batch_id
    from registry.batch b
    join registry.feed f on (f.provider, f.feed) = (b.provider, b.feed)
    where b.provider = c.owner and (c.owner <> c.provider or b.feed = c.feed)
      and b.status in ('accepted', 'unchanged') and b.settled_at > c.moved_at
      and (not told.mastered or exists (
          select from registry.library l
          join registry.build_input i on i.build_id = l.in_force and (i.provider, i.feed) = (b.provider, b.feed)
          where l.library = told.library and i.batch_id = f.in_force))
    order by b.settled_at desc, b.batch_id
    limit 1
) d
where c.phase = 'rechecking'
order by c.case_id
