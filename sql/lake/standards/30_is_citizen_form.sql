-- is_citizen_form(code): whether a code has the shape of a citizen number: 17 digits and a digit or X.
create or replace macro is_citizen_form(code) as regexp_full_match(code, '\d{17}[\dX]')
