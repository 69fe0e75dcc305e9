-- Makes `division_code_years`: every six-digit division code since 1980 with its first and last year, null where open.
create or replace table division_code_years as
from read_csv({{ file | literal }}, header = true,
    columns = {'code': 'varchar', 'first_year': 'smallint', 'last_year': 'smallint'})
