-- is_address_code(value): whether a text is a standard address code, in any spelling that can be read; null for null.
create or replace macro is_address_code(value) as
    case when value is not null then address_code(value) is not null end
