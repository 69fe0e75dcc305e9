-- parcel_code_fault(value): the rule of GB/T 37346-2019 that a parcel code breaks (6 division, 3 + 3 district, 2 feature, 5 sequence); null where it breaks none or nothing was given.
create or replace macro parcel_code_fault(value) as
    case when length(code_text(value)) <> 19 then 'parcel_length'
         when not regexp_full_match(code_text(value), '\d{12}[GJZ][A-Z]\d{5}') then 'parcel_characters'
    end
