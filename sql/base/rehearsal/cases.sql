-- Every case as it is kept.
select cast(c.case_id as text) as case_id, c.respondent, c.provider, c.feed, c.kind, c.element, c.counterparty,
    c.phase, c.owner, c.due, c.rows, c.unanswered, c.contested, c.times_opened, c.entries, c.state
from discrepancy.case c
order by case_id
