-- license_id(value): an e-licence identifier, dotted, with its prefix and check (GB/T 36904-2018), from any spelling that can be read; null where it is none.
create or replace macro license_id(value) as
    case when license_id_fault(value) is null then code_text(value) end
