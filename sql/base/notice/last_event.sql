-- The last event that anything happened by, and the last line of any case's log.
select coalesce((select max(event_id) from discrepancy.finding_event), 0) as last_event_id,
    coalesce((select max(entry_id) from discrepancy.case_entry), 0) as last_entry_id
