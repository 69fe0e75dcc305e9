-- citizen_digits(number): the first 17 of the 18 characters of a citizen number, as a number.
create or replace macro citizen_digits(number) as try_cast(left(number, 17) as bigint)
