-- Makes `divisions_ever`: one bit for each number of six digits, whether it was ever a division's code.
create or replace table divisions_ever as
select bitstring_agg(cast(code as integer), 0, 999999) as codes from division_code_years
