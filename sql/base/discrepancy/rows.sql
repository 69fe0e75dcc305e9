-- The open rows of one case, the first :many: what each side says, and what its respondent answered.
select upper(left(replace(cast(finding_id as text), '-', ''), 16)) as row, entity_key, element, provider, provider_value,
    golden_value, golden_provider, answer, explanation
from discrepancy.asked
where case_id = cast(:case_id as uuid) and status = 'open'
order by finding_id
limit :many
