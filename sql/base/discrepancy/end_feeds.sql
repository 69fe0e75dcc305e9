-- Closes all open findings about feeds that are no longer declared and logs it.
with closed as (
    update discrepancy.finding
    set status = 'closed', closed_at = :at, closed_by = 'feed_ended'
    where status = 'open' and provider || '/' || feed <> all(:declared)
    returning finding_id, provider_value, golden_value
)
insert into discrepancy.finding_event (finding_id, event, at, cause, provider_value, golden_value)
select finding_id, 'closed', :at, :cause, provider_value, golden_value from closed
