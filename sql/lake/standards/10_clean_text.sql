-- clean_text(value): without outer blanks; null where nothing is left.
create or replace macro clean_text(value) as
    nullif(case when regexp_matches(value, '^[' || blanks() || ']|[' || blanks() || ']$')
                then trim(value, blanks()) else value end, '')
