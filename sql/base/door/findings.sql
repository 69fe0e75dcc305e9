-- The open findings of a case in the order of their ids, :most of those after :after.
select
    cast(f.finding_id as text) as finding_id, cast(f.case_id as text) as case_id, f.provider, f.respondent, kind, severity, f.feed, f.library, entity, entity_key,
    element, rule, provider_value, golden_value, golden_provider, detail, row_number, opened_at,
    times_opened, closed_at, closed_by,
    cast(b.landed_at at time zone 'Asia/Shanghai' as date) as received_on, f.answer, f.explanation,
    e.authority_wrong, e.proposed, e.backer, e.backers, coalesce(e.says_so, false) as says_so
from discrepancy.asked f
left join discrepancy.estimate e on e.finding_id = f.finding_id
left join registry.batch b on b.batch_id = f.batch_id
where f.case_id = :case_id and f.status = 'open' and f.finding_id > :after
order by f.finding_id
limit :most
