-- is_scientific(code): whether a spreadsheet took a code for a number and wrote 1.10105E+17: the digits it dropped cannot be had back.
create or replace macro is_scientific(code) as
    regexp_full_match(code, '\d+(\.\d+)?E\+\d{1,3}|\d+\.\d+E\d{1,3}')
