-- is_unit_code(value): whether a text is a real-estate unit code, in any spelling that can be read; null for null.
create or replace macro is_unit_code(value) as
    case when value is not null then unit_code(value) is not null end
