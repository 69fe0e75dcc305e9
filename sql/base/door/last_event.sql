-- The last event there is; 0 where there is none.
select coalesce(max(event_id), 0) as seen from discrepancy.finding_event
