-- is_division_ever(code): whether six digits were ever the code of a division (GB/T 2260, by the code books since 1980), or are fictitious (98…).
create or replace macro is_division_ever(code) as
    get_bit(getvariable('divisions_ever'), cast(code as integer)) = 1 or left(code, 2) = '98'
