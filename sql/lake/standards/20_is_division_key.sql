-- is_division_key(key): whether a text is a division's key: 2, 4, 6, 9 or 12 digits, neither province nor city numbered zero (GB/T 2260, GB/T 10114).
create or replace macro is_division_key(key) as
    regexp_full_match(key, '\d{2}|\d{4}|\d{6}|\d{9}|\d{12}') and left(key, 2) <> '00'
    and (length(key) <> 4 or right(key, 2) <> '00')
