-- parcel_code(value): a parcel code in its 19 characters (GB/T 37346-2019), from any spelling that can be read; null where it is none.
create or replace macro parcel_code(value) as
    case when parcel_code_fault(value) is null then code_text(value) end
