-- Open findings of a case with what both sides answered about them, those first that are contested; the first :most.
select cast(f.finding_id as text) as finding_id, f.provider, f.feed, f.library, f.entity, f.entity_key, f.element,
    f.provider_value, f.golden_provider, f.golden_value, f.answer, f.explanation,
    o.answer as other_answer, o.explanation as other_explanation
from discrepancy.asked f
left join discrepancy.answer o
    on o.finding_id = f.finding_id and o.respondent = :counterparty and o.spent_at is null
    and o.at >= f.opened_at and o.about = discrepancy.about(f.provider_value, f.golden_value)
where f.case_id = cast(:case_id as uuid) and f.status = 'open'
order by f.contests desc nulls last, length(f.entity_key) nulls first, f.entity_key collate "C", f.finding_id
limit :most
