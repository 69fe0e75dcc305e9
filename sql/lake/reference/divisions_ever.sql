-- One bit for each number of six digits, in one row: whether it was ever a division's code.
select cast(bitstring_agg(cast(code as integer), 0, 999999) as varchar) from division_code_years
