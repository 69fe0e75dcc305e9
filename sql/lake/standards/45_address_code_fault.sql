-- address_code_fault(value): the rule that the city's standard address code breaks (12 digits of a village, 7 of the address); null where it breaks none or nothing was given.
create or replace macro address_code_fault(value) as
    case when is_scientific(code_text(value)) then 'address_scientific'
         when length(code_text(value)) <> 19 then 'address_length'
         when not (regexp_full_match(code_text(value), '\d{19}') and is_division_key(left(code_text(value), 12)))
         then 'address_characters'
    end
