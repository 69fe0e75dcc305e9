-- Closes the open findings of one scope that are no longer asked about (`<provider>/<feed>/<element>`) and logs it.
with closed as (
    update discrepancy.finding
    set status = 'closed', closed_at = :at, closed_by = 'rule_change'
    where scope = :scope and status = 'open'
      and provider || '/' || feed = any(:declared)
      and provider || '/' || feed || '/' || element <> all(:asked)
    returning finding_id, provider_value, golden_value
)
insert into discrepancy.finding_event (finding_id, event, at, cause, provider_value, golden_value)
select finding_id, 'closed', :at, :cause, provider_value, golden_value from closed
