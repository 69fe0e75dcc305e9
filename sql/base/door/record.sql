-- How a provider dealt with its cases since a day: those it answered, and those that went overdue and were escalated.
select count(*) filter (where answered) as answered, count(*) filter (where escalated) as escalated,
    count(*) filter (where answered and not escalated) as in_time, count(*) filter (where closed) as closed
from (
    select c.case_id, bool_or(e.step = 'answered' and e.actor = :provider) as answered,
        bool_or(e.step = 'escalated') as escalated, bool_or(e.step = 'closed') as closed
    from discrepancy.case c
    join discrepancy.case_entry e using (case_id)
    where c.respondent = :provider and e.at >= :since
    group by c.case_id
) cases
