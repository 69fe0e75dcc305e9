-- Each library's build in force, and the first and last data day of what it rests on.
select b.library, b.golden, b.disagreements, b.published_at, inputs.oldest, inputs.newest
from registry.library l
join registry.build b on b.build_id = l.in_force
cross join lateral (
    select min(a.as_of) as oldest, max(a.as_of) as newest
    from registry.build_input i
    join registry.batch a on a.batch_id = i.batch_id
    where i.build_id = b.build_id
) inputs
