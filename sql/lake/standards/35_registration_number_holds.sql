-- registration_number_holds(number): whether the 15th digit of a business registration number checks the 14 before it (ISO 7064, MOD 11,10).
create or replace macro registration_number_holds(number) as
    (list_reduce(list_transform(string_split(left(number, 14), ''), lambda digit: cast(digit as integer)),
        lambda product, digit: ((product + digit + 9) % 10 + 1) * 2 % 11, 10)
     + cast(right(number, 1) as integer)) % 10 = 1
