-- What is estimated of a case's open rows, one row a side: how probably each is right on the average, its reliability on the element with bounds, and the claims that rests on.
select s.provider, s.side, count(*) as rows, avg(case s.side when 'authority' then 1 - e.authority_wrong else e.provider_right end) as probably_right,
    min(r.reliability) as reliability, min(r.low) as low, max(r.high) as high, max(r.claims) as claims, min(r.copies_from) as copies_from
from discrepancy.finding f
join discrepancy.estimate e on e.finding_id = f.finding_id
cross join lateral (values (f.golden_provider, 'authority'), (f.provider, 'provider')) s (provider, side)
left join discrepancy.reliability r on (r.library, r.entity, r.element, r.authority, r.provider)
    = (f.library, f.entity, f.element, f.golden_provider, s.provider)
where f.case_id = cast(:case_id as uuid) and f.status = 'open'
group by s.provider, s.side
order by s.side
