-- The open cases, or the one of :case_id, in which a provider is asked, or owes the next step, the most pressing first; kept: how each stands.
select cast(case_id as text) as case_id, state as kept, exists (
    select from discrepancy.transfer t
    where (t.provider, t.feed, t.kind, t.element) = (c.provider, c.feed, c.kind, coalesce(c.element, '-'))
      and t.respondent = c.respondent) as given
from discrepancy.case c
where (respondent = :provider or owner = :provider) and phase <> 'closed'
    and (cast(:case_id as uuid) is null or case_id = :case_id)
order by owner is distinct from :provider, due nulls first, rows desc, case_id
