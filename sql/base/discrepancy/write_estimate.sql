-- Puts a library's estimate of its open conflicts, as staged, in the place of the last one.
with staged as (
    select cast(s.finding_id as uuid) as id, s.*
    from staging.{{ staged }} s
    join discrepancy.finding f on f.finding_id = cast(s.finding_id as uuid) and f.status = 'open'
),
gone as (
    delete from discrepancy.estimate e
    where library = :library and not exists (select from staged s where s.id = e.finding_id)
)
insert into discrepancy.estimate (finding_id, library, authority_wrong, provider_right, proposed, proposed_probability, backer, backers, says_so)
select id, :library, authority_wrong, provider_right, proposed, proposed_probability, backer, backers, says_so
from staged
on conflict (finding_id) do update set
    library = excluded.library, authority_wrong = excluded.authority_wrong, provider_right = excluded.provider_right,
    proposed = excluded.proposed, proposed_probability = excluded.proposed_probability,
    backer = excluded.backer, backers = excluded.backers, says_so = excluded.says_so
