-- What respondents answered about the rows of cases that they had to mend stands no more: a delivery did not show it.
update discrepancy.answer a set spent_at = :at
from discrepancy.finding f
join discrepancy.case c on c.case_id = f.case_id and c.owner = c.respondent
where f.finding_id = a.finding_id and f.status = 'open' and f.respondent = a.respondent
  and a.spent_at is null and f.case_id = any(cast(:cases as uuid[]))
