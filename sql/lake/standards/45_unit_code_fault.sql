-- unit_code_fault(value): the rule of GB/T 37346-2019 that a real-estate unit code breaks; null where it breaks none or nothing was given. It has no check character.
create or replace macro unit_code_fault(value) as
    case when length(code_text(value)) <> 28 then 'unit_length'
         when not regexp_full_match(code_text(value), '\d{12}[GJZ][A-Z]\d{5}[FLQW]\d{8}') then 'unit_characters'
         when substr(code_text(value), 20) not similar to '[FLQ].*|W0{8}' then 'unit_fixture'
    end
