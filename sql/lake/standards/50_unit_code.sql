-- unit_code(value): a real-estate unit code in its 28 characters (GB/T 37346-2019), from any spelling that can be read; null where it is none.
create or replace macro unit_code(value) as
    case when unit_code_fault(value) is null then code_text(value) end
