-- Closes all open findings of one scope and logs it.
with closed as (
    update discrepancy.finding
    set status = 'closed', closed_at = :at, closed_by = :closing
    where scope = :scope and status = 'open'
    returning finding_id, provider_value, golden_value
)
insert into discrepancy.finding_event (finding_id, event, at, cause, provider_value, golden_value)
select finding_id, 'closed', :at, :cause, provider_value, golden_value from closed
