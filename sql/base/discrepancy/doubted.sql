-- The open rows of a case, the likeliest error of its authority first: both values, what is proposed and how many say so.
select f.entity_key, f.provider_value as provider, f.golden_value as authority,
    cast(round(100 * e.authority_wrong) as integer) as authority_wrong_percent, nullif(e.proposed, f.golden_value) as proposed, e.backers
from discrepancy.finding f
join discrepancy.estimate e on e.finding_id = f.finding_id
where f.case_id = cast(:case_id as uuid) and f.status = 'open'
order by e.authority_wrong desc, f.entity_key collate "C", f.finding_id
limit 10
