-- The open findings of a case that were open at the event :seen, at most :most of them: a number each.
select upper(regexp_replace(left(replace(cast(finding_id as text), '-', ''), 16), '(.{4})(?=.)', '\1-', 'g')) as number
from discrepancy.finding f
where case_id = :case_id and status = 'open' and not exists (
    select from discrepancy.finding_event e
    where e.finding_id = f.finding_id and e.event_id > :seen and e.event = 'opened'
)
order by finding_id
limit :most
