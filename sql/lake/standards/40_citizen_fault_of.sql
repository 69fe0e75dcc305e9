-- citizen_fault_of(number, digits): which rule of GB 11643-1999 the 18 characters of a citizen number break, the first 17 being `digits`; null where none.
create or replace macro citizen_fault_of(number, digits) as
    case when citizen_check_of(digits) <> substr(number, 18) then 'id_check_digit'
         when not is_citizen_day(digits) then 'id_birth_date'
         when not is_division_ever(left(number, 6)) then 'id_division'
    end
