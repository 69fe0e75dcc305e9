-- Every open finding by what makes its case: who is asked, about whose data, of what kind, against whom.
select cast(finding_id as text) as finding_id, respondent, provider, feed, kind, element, golden_provider
from discrepancy.finding
where status = 'open'
order by finding_id
