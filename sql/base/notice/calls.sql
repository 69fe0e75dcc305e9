-- What the logs of cases hold for a provider since the line it was last told of: its turn, a reminder, another due day.
select e.entry_id, cast(e.case_id as text) as case_id, e.step, e.facts
from discrepancy.case_entry e
join discrepancy.case c on c.case_id = e.case_id
where e.entry_id > :since_entry
  and (
    (e.step = 'reminded' and e.facts ->> 'to' = :provider)
    or (e.step = 'rescheduled' and c.owner = :provider)
    or (e.step in ('asked_again', 'disputed', 'proposed', 'decided') and e.facts ->> 'owner' = :provider)
    or (e.step in ('transferred', 'escalated') and c.respondent = :provider)
  )
order by e.entry_id
