-- citizen_birth_date(number): the birth date in the 18 characters of a citizen number; null where it is no date.
create or replace macro citizen_birth_date(number) as
    try_cast(substr(number, 7, 4) || '-' || substr(number, 11, 2) || '-' || substr(number, 13, 2) as date)
