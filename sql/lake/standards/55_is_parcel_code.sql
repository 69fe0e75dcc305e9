-- is_parcel_code(value): whether a text is a parcel code, in any spelling that can be read; null for null.
create or replace macro is_parcel_code(value) as
    case when value is not null then parcel_code(value) is not null end
