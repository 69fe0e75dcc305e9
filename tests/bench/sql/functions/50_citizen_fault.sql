-- citizen_fault(number, digits): which rule the 18 characters of a citizen number, the first 17 of them given as digits too, break; null where none.
create function citizen_fault(number text, digits bigint) returns text language sql stable
return case when citizen_check(digits) <> right(number, 1) then 'id_check_digit'
            when coalesce(citizen_birth_date(number) not between date '1850-01-01' and bureau_day(), true) then 'id_birth_date'
            when not is_division_ever(left(number, 6)) then 'id_division' end
