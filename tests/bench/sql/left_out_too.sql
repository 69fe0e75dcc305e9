-- Leaves out what is kept back, or folded, beside other records.
insert into left_out_{{ feed }}
select row_number from contested_{{ feed }} where severity = 'critical'
