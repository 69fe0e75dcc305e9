-- citizen_check(number): the check character to the first 17 digits of a citizen number.
create or replace macro citizen_check(number) as
    list_transform([citizen_digits(number)], lambda digits: citizen_check_of(digits))[1]
