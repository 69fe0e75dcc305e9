-- What respondents contest about the findings :ids was ruled on.
update discrepancy.answer a set decided_at = :at
from discrepancy.finding f
where f.finding_id = a.finding_id and f.respondent = a.respondent and a.spent_at is null
  and f.finding_id = any(cast(:ids as uuid[]))
