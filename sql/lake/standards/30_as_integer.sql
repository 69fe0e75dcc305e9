-- as_integer(value): a whole number in any spelling of as_decimal, 12.0 too; null where it is none, as 12.5.
create or replace macro as_integer(value) as
    list_transform([as_decimal(value)], lambda number:
        case when number = trunc(number) then try_cast(number as bigint) end)[1]
