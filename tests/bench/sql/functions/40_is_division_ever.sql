-- is_division_ever(code): whether six digits were ever the code of a division, or are fictitious (98…).
create function is_division_ever(code text) returns boolean language sql immutable
return get_bit(divisions_ever(), code::bigint) = 1 or left(code, 2) = '98'
