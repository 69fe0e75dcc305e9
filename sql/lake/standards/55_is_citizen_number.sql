-- is_citizen_number(value): whether a text is a citizen number, in any spelling that can be read; null for null.
create or replace macro is_citizen_number(value) as
    case when value is not null then citizen_number(value) is not null end
