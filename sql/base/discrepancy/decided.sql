-- What respondents contest about the open rows of :cases was agreed upon or decided, or with :again is contested after all.
update discrepancy.answer a set decided_at = case when :again then null else cast(:at as timestamptz) end
from discrepancy.finding f
where f.finding_id = a.finding_id and f.status = 'open' and f.respondent = a.respondent
  and a.spent_at is null and f.case_id = any(cast(:cases as uuid[]))
