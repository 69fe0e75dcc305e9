-- The last event that anything happened by.
select coalesce(max(event_id), 0) as last_event_id from discrepancy.finding_event
