-- citizen_form_fault(number): which rule of GB 11643-1999 the 18 characters of a citizen number break; null where none.
create or replace macro citizen_form_fault(number) as
    case when citizen_check(number) <> substr(number, 18) then 'id_check_digit'
         when coalesce(citizen_birth_date(number) not between date '1850-01-01' and bureau_day(), true)
         then 'id_birth_date'
         when not is_division_ever(left(number, 6)) then 'id_division'
    end
