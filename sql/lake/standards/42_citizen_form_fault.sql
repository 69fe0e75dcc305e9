-- citizen_form_fault(number): which rule of GB 11643-1999 the 18 characters of a citizen number break; null where none.
create or replace macro citizen_form_fault(number) as
    list_transform([citizen_digits(number)], lambda digits: citizen_fault_of(number, digits))[1]
