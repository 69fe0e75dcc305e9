-- is_license_id(value): whether a text is an e-licence identifier, in any spelling that can be read; null for null.
create or replace macro is_license_id(value) as
    case when value is not null then license_id(value) is not null end
