-- Puts a library's estimate of its providers, as staged, in the place of the last one.
with gone as (
    delete from discrepancy.reliability r
    where library = :library and not exists (
        select from staging.{{ staged }} s
        where (s.entity, s.element, s.authority, s.provider) = (r.entity, r.element, r.authority, r.provider))
)
insert into discrepancy.reliability (library, entity, element, authority, provider, reliability, low, high, claims, copies_from)
select :library, entity, element, authority, provider, reliability, low, high, claims, copies_from
from staging.{{ staged }}
on conflict (library, entity, element, authority, provider) do update set
    reliability = excluded.reliability, low = excluded.low, high = excluded.high,
    claims = excluded.claims, copies_from = excluded.copies_from
