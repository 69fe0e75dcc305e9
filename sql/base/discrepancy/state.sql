-- How a case stands: one row, or none.
select state from discrepancy.case where case_id = cast(:case_id as uuid)
