-- An event's finding is there by the one statement that writes both: asking for it again, event by event, was a third of settling.
alter table discrepancy.finding_event drop constraint finding_event_finding_id_fkey
