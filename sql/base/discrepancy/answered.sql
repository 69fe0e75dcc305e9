-- The cases of the findings :ids as they stand: how all their open rows are answered, and how these were.
with touched as (
    select distinct case_id from discrepancy.finding where finding_id = any(cast(:ids as uuid[]))
)
select cast(c.case_id as text) as case_id, c.state, count(*) as rows,
    count(*) filter (where a.answer is null) as unanswered,
    count(*) filter (where a.contests) as contested,
    count(*) filter (where a.contests and a.answer = 'elsewhere') as not_ours,
    count(*) filter (where a.answer = 'corrected' and a.source = :source and a.answered_at = :at) as corrected,
    count(*) filter (where a.answer = 'confirmed' and a.source = :source and a.answered_at = :at) as confirmed,
    count(*) filter (where a.answer = 'disputed' and a.source = :source and a.answered_at = :at) as disputed,
    count(*) filter (where a.answer = 'elsewhere' and a.source = :source and a.answered_at = :at) as elsewhere
from touched
join discrepancy.case c using (case_id)
join discrepancy.asked a on a.case_id = c.case_id and a.status = 'open'
group by c.case_id
order by c.case_id
