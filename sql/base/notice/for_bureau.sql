-- The open cases that the bureau has to see to: those it has to decide, and those overdue; the most pressing first; kept: how each stands.
select cast(case_id as text) as case_id, state as kept, exists (
    select from discrepancy.transfer t
    where (t.provider, t.feed, t.kind, t.element) = (c.provider, c.feed, c.kind, coalesce(c.element, '-'))
      and t.respondent = c.respondent) as given
from discrepancy.case c
where phase = 'adjudicating' or (escalated and phase <> 'closed')
order by phase <> 'adjudicating', due nulls first, rows desc, case_id
