-- The promised cases that a delivery has come for since, made after the promise and mastered where that is what found their rows. What is fetched again is no new delivery, unless the source is asked (:asked) and answers.
select cast(c.case_id as text) as case_id, d.batch_id
from discrepancy.case c
cross join lateral (
    select f.library, f.golden_provider, f.scope like 'library:%' or f.scope like 'relations:%' as mastered
    from discrepancy.finding f
    where f.case_id = c.case_id and f.status = 'open'
    limit 1
) told
cross join lateral (
    select b.batch_id
    from registry.batch b
    join registry.feed f on (f.provider, f.feed) = (b.provider, b.feed)
    where case when c.owner <> c.provider and c.owner = told.golden_provider then b.provider = c.owner
               else (b.provider, b.feed) = (c.provider, c.feed) end
      and (b.status = 'accepted' or (b.status = 'unchanged' and b.provider || '/' || b.feed = any(:asked)))
      and b.landed_at > c.moved_at
      and (not told.mastered or exists (
          select from registry.library l
          join registry.build_input i on i.build_id = l.in_force and (i.provider, i.feed) = (b.provider, b.feed)
          where l.library = told.library and i.batch_id = f.in_force))
    order by b.settled_at desc, b.batch_id
    limit 1
) d
where c.phase = 'rechecking'
order by c.case_id
