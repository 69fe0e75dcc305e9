-- address_code(value): the city's standard address code in its 19 digits, from any spelling that can be read; null where it is none.
create or replace macro address_code(value) as
    case when address_code_fault(value) is null then code_text(value) end
