-- The open findings of a case in the order of their ids, :most of those after :after, with what both sides answered.
select
    cast(f.finding_id as text) as finding_id, f.provider, f.respondent, f.kind, f.severity, f.feed, f.library, f.entity,
    f.entity_key, f.element, f.rule, f.provider_value, f.golden_value, f.golden_provider, f.detail, f.row_number,
    f.opened_at, f.times_opened, cast(b.landed_at at time zone 'Asia/Shanghai' as date) as received_on,
    f.answer, f.explanation, o.answer as other_answer, o.explanation as other_explanation
from discrepancy.asked f
left join registry.batch b on b.batch_id = f.batch_id
left join discrepancy.answer o
    on o.finding_id = f.finding_id and o.respondent = :counterparty and o.spent_at is null
    and o.at >= f.opened_at and o.about = discrepancy.about(f.provider_value, f.golden_value)
where f.case_id = cast(:case_id as uuid) and f.status = 'open' and f.finding_id > cast(:after as uuid)
order by f.finding_id
limit :most
