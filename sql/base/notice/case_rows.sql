-- How many findings of a case are open.
select count(*) from discrepancy.finding where case_id = :case_id and status = 'open'
