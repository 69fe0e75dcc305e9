-- Sets the variable `divisions_ever`: one bit for each number of six digits, whether it was ever a division's code.
set variable divisions_ever = (select bitstring_agg(cast(code as integer), 0, 999999) from division_code_years)
