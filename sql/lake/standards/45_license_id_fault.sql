-- license_id_fault(value): the rule of GB/T 36904-2018 that an e-licence identifier breaks; null where it breaks none or nothing was given.
create or replace macro license_id_fault(value) as
    case when not regexp_full_match(code_text(value), '1\.2\.156\.3005\.2\.[0-9A-HJ-NPQRTUWXY]{18}\d{3}\.[0-9A-Z]{1,18}\.[0-9A-Z]+\.\d{3}\.[0-9A-Z]')
         then 'license_form'
         when license_check(code_text(value)) <> right(code_text(value), 1) then 'license_check'
    end
